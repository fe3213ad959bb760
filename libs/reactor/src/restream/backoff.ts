/** Delay before the second attempt, in milliseconds. */
const FIRST_MS = 1_000;

/** A connection that lasted so long, in milliseconds, is no sign of trouble with the next attempt. */
const SOUND_MS = 10_000;

/** How long to wait before each further attempt: twice as long as before, give or take a quarter, so that many do not come at once. */
export class Backoff {
  private nextMs = FIRST_MS;

  /** @param random as `Math.random` */
  constructor(
    private readonly maxMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  /** A connection has ended. @param ms how long it lasted */
  lasted(ms: number): void {
    if (ms >= SOUND_MS) this.nextMs = FIRST_MS;
  }

  /** @param leastMs what the other side asks for */
  delay(leastMs = 0): number {
    const own = this.nextMs * (0.75 + this.random() / 2);
    this.nextMs = Math.min(this.maxMs, this.nextMs * 2);
    return Math.max(leastMs, Math.min(this.maxMs, own));
  }
}
