/** The shortest of what was measured in the last one to two periods. */
export class Shortest {
  private current = Infinity;
  private before = Infinity;
  private sinceMs = -Infinity;

  /** @param periodMs after two of which a value is forgotten */
  constructor(private readonly periodMs: number) {}

  /** Infinity before the first. */
  get ms(): number {
    return Math.min(this.current, this.before);
  }

  note(ms: number, nowMs: number): void {
    if (nowMs - this.sinceMs > this.periodMs) {
      this.before = this.current;
      this.current = ms;
      this.sinceMs = nowMs;
    } else if (ms < this.current) this.current = ms;
  }
}
