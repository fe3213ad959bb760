/** Allows a number of items a second on average and `burst` at once. */
export class TokenBucket {
  private tokens: number;
  private filledMs: number;

  /** @param perSecond zero or less: no limit */
  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.tokens = burst;
    this.filledMs = now();
  }

  /** @returns zero where it is allowed, or the milliseconds until it would be */
  take(): number {
    if (this.perSecond <= 0) return 0;
    const now = this.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledMs) / 1_000) * this.perSecond);
    this.filledMs = now;
    if (this.tokens < 1) return Math.ceil(((1 - this.tokens) / this.perSecond) * 1_000);
    this.tokens--;
    return 0;
  }

  /** Takes this many items more, also where there are not as many: the next ones wait until they are made up for. */
  charge(items: number): void {
    this.tokens -= items;
  }
}
