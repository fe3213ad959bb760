/** Slowest and fastest rate at which a model's output is played when the model does not pin one, in frames a second. */
const SLOWEST_FPS = 1;
const FASTEST_FPS = 60;

/** Weight of the newest measurement; the rest is history. */
const SMOOTHING = 0.3;

/** Frames a second that follow from the time it took to make them, never outside 1 to 60. */
export function boundedRate(frames: number, tookMs: number): number {
  return Math.min(FASTEST_FPS, Math.max(SLOWEST_FPS, (1000 * frames) / tookMs));
}

/**
 * The rate at which a model that declares none is played: its frames over the time it took to make them, smoothed, and
 * never outside 1 to 60 frames a second however fast a turn was.
 */
export class AdaptiveRate {
  private msPerFrame: number | undefined;

  /** @returns frames a second for the chunk that took `turnMs` to make */
  measure(frames: number, turnMs: number): number {
    const measured = turnMs / Math.max(1, frames);
    this.msPerFrame =
      this.msPerFrame === undefined ? measured : this.msPerFrame + SMOOTHING * (measured - this.msPerFrame);
    return boundedRate(1, this.msPerFrame);
  }
}
