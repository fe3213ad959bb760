/** Times that are remembered: two seconds at 120 a second. */
const REMEMBERED = 240;

/** Frames older than this do not count, in milliseconds. */
const WINDOW_MS = 2_000;

/** How often something happens, over the last two seconds. Its own memory does not grow. */
export class FrameRate {
  private readonly times = new Float64Array(REMEMBERED);
  private noted = 0;
  private sinceMs: number | undefined;

  /** @param sinceMs when it began to be watched; undefined: with the first that happens */
  constructor(sinceMs?: number) {
    this.sinceMs = sinceMs;
  }

  /** Happened once. Times must not fall. */
  note(nowMs: number): void {
    this.sinceMs ??= nowMs;
    this.times[this.noted++ % REMEMBERED] = nowMs;
  }

  /** Starts anew, as after a pause. */
  reset(): void {
    this.noted = 0;
    this.sinceMs = undefined;
  }

  /** @returns undefined before it has been seen for as long as a rate takes */
  perSecond(nowMs: number): number | undefined {
    if (this.sinceMs === undefined || nowMs - this.sinceMs < WINDOW_MS / 2) return undefined;
    const known = Math.min(this.noted, REMEMBERED);
    const spanMs = Math.min(WINDOW_MS, nowMs - this.sinceMs);
    let count = 0;
    while (count < known && nowMs - this.times[(this.noted - 1 - count) % REMEMBERED]! < spanMs) count++;
    // More than are remembered: the oldest of them says since when.
    if (count < REMEMBERED) return (count * 1_000) / spanMs;
    return (count * 1_000) / Math.max(1, nowMs - this.times[this.noted % REMEMBERED]!);
  }
}
