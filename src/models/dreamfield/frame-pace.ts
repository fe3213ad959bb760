/** Share of a deviation from real time that one frame makes good. */
const CORRECTION = 0.25;

/** A gap beyond this is a stop of the stream, not a late frame: the motion goes on where it was. */
const STOPPED_MS = 1000;

/**
 * How much time passes in the picture from one frame to the next.
 *
 * Turns begin unevenly while frames are shown evenly, so that time is the frame's own length, corrected softly towards
 * the real one: motion is even at the full rate, and as fast as it should be at any other.
 */
export class FramePace {
  /** Real time up to which the picture has moved. */
  private shownMs: number | undefined;

  /** @param frameMs from one frame to the next at the full rate */
  constructor(private readonly frameMs: number) {}

  /** @param nowMs monotonic. @returns milliseconds to move on by, never below 0 */
  step(nowMs: number): number {
    const behind = this.shownMs === undefined ? Infinity : nowMs - this.shownMs;
    const stopped = behind > STOPPED_MS;
    const step = stopped ? this.frameMs : Math.max(0, this.frameMs + CORRECTION * (behind - this.frameMs));
    this.shownMs = stopped ? nowMs : this.shownMs! + step;
    return step;
  }
}
