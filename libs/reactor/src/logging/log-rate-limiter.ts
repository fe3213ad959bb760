/**
 * Limits log lines that clients can cause: a burst, then one for each `periodMs`. The next line that is written reports
 * how many were suppressed.
 */
export class LogRateLimiter {
  private held = 0;
  private room: number;
  private filledMs: number;

  constructor(
    private readonly atOnce = 50,
    private readonly periodMs = 100,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.room = atOnce;
    this.filledMs = now();
  }

  /** @param write is called where the line is allowed, with the number suppressed before it (undefined for none) */
  pass(write: (unlogged: number | undefined) => void): void {
    const now = this.now();
    this.room = Math.min(this.atOnce, this.room + (now - this.filledMs) / this.periodMs);
    this.filledMs = now;
    if (this.room < 1) {
      this.held++;
      return;
    }
    this.room--;
    write(this.held === 0 ? undefined : this.held);
    this.held = 0;
  }
}
