/** `setTimeout` takes 31 bits of milliseconds, 24.8 days; a longer one would end at once. */
const LONGEST_MS = 2_147_483_647;

/** Calls back once a time of the wall clock has come. */
export class ExpiryTimer {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly expired: () => void) {}

  /** In place of the time before; undefined: never. A time that is over calls back in the next turn of the event loop. */
  set(at: Date | undefined): void {
    this.clear();
    if (at !== undefined) this.wait(at.getTime());
  }

  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private wait(untilMs: number): void {
    const ms = Math.max(0, untilMs - Date.now());
    this.timer = setTimeout(
      () => {
        if (Date.now() < untilMs) this.wait(untilMs);
        else this.expired();
      },
      Math.min(ms, LONGEST_MS),
    );
    this.timer.unref();
  }
}
