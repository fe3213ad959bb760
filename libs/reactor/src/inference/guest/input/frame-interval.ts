/**
 * Intervals that are remembered: enough to ignore one outlier, few enough to follow a new rate within half a second.
 */
const GAPS = 9;

/**
 * The usual time between two frames of an input: the median of the last intervals. A pause of the sender, or a burst
 * after a stall, does not change it.
 */
export class FrameInterval {
  private readonly gaps: number[] = [];
  private lastMs: number | undefined;

  /** A frame arrived. @param nowMs monotonic */
  frame(nowMs: number): void {
    if (this.lastMs !== undefined) this.gaps.push(nowMs - this.lastMs);
    if (this.gaps.length > GAPS) this.gaps.shift();
    this.lastMs = nowMs;
  }

  /** The next frame does not continue the last. */
  reset(): void {
    this.lastMs = undefined;
  }

  /** Milliseconds; 0 while unknown. */
  get ms(): number {
    const sorted = this.gaps.toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  }
}
