/** What is measured over, in milliseconds: a keyframe now and then counts with the frames around it. */
const WINDOW_MS = 2_000;

/** Before so long has passed nothing is known. */
const KNOWN_AFTER_MS = 1_000;

/** What an encoder spends, in kilobits a second, over a sliding window. */
export class SpentBits {
  private readonly frames: { readonly bytes: number; readonly atMs: number }[] = [];
  private bytes = 0;
  private sinceMs: number | undefined;

  add(bytes: number, nowMs: number): void {
    this.sinceMs ??= nowMs;
    this.frames.push({ bytes, atMs: nowMs });
    this.bytes += bytes;
    this.forget(nowMs);
  }

  kbps(nowMs: number): number | undefined {
    if (this.sinceMs === undefined || nowMs - this.sinceMs < KNOWN_AFTER_MS) return undefined;
    this.forget(nowMs);
    return (8 * this.bytes) / Math.min(WINDOW_MS, nowMs - this.sinceMs);
  }

  clear(): void {
    this.frames.length = 0;
    this.bytes = 0;
    this.sinceMs = undefined;
  }

  private forget(nowMs: number): void {
    for (let oldest = this.frames[0]; oldest !== undefined; oldest = this.frames[0]) {
      if (nowMs - oldest.atMs < WINDOW_MS) return;
      this.bytes -= oldest.bytes;
      this.frames.shift();
    }
  }
}
