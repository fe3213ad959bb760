/** Gaps that are remembered: enough for one odd gap to change nothing, few enough to follow a new rate within half a second. */
const GAPS = 9;

/**
 * The usual time between two frames of an input: the median of the last gaps. A pause of the sender, or frames that come
 * at once after a stall, do not change it.
 */
export class FrameInterval {
  private readonly gaps: number[] = [];
  private lastMs: number | undefined;

  /** A frame has come. @param nowMs monotonic */
  frame(nowMs: number): void {
    if (this.lastMs !== undefined) this.gaps.push(nowMs - this.lastMs);
    if (this.gaps.length > GAPS) this.gaps.shift();
    this.lastMs = nowMs;
  }

  /** The next frame has nothing to do with the last. */
  reset(): void {
    this.lastMs = undefined;
  }

  /** Milliseconds; 0 while it is not known. */
  get ms(): number {
    const sorted = this.gaps.toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  }
}
