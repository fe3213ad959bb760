/**
 * Keeps what strangers cause from filling the log: so many lines at once, then one for each `periodMs`. What was held
 * back is told with the next line that passes.
 */
export class LogValve {
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

  /** @param write is called where the line passes, with how many before it did not (undefined for none) */
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
