/** Slowest and fastest rate at which a model's output is played when the model does not pin one, in frames a second. */
const SLOWEST_FPS = 1;
const FASTEST_FPS = 60;

/** A model's first turn counts as at least this fast, in frames a second: it may have compiled or loaded something. */
const FIRST_FPS = 30;

/** Weight of the newest measurement; the rest is history. */
const SMOOTHING = 0.3;

/** A turn longer than this many usual ones counts as this many: the machine was suspended, or the model waited. */
const OUTLIER = 3;

/** Frames a second that follow from the time it took to make them, never outside 1 to 60. */
export function boundedRate(frames: number, tookMs: number): number {
  return Math.min(FASTEST_FPS, Math.max(SLOWEST_FPS, (1000 * frames) / tookMs));
}

/**
 * The rate at which a model that declares none is played: its frames over the time it worked on them, smoothed, and
 * never outside 1 to 60 frames a second however fast a turn was.
 *
 * A rate that is too high does little harm, since missing frames cannot be played; one that is too low delays frames
 * that are ready. So a slow first turn is not trusted, a single slow one counts little, and the rate follows a faster
 * model within two turns.
 */
export class AdaptiveRate {
  private turns = 0;
  private msPerFrame = 0;

  /** @returns frames a second for the chunk that took `workMs` to make */
  measure(frames: number, workMs: number): number {
    const measured = workMs / Math.max(1, frames);
    this.turns++;
    // The first turn's time is not part of the history: the second starts it.
    if (this.turns === 1) return Math.max(FIRST_FPS, boundedRate(1, measured));
    if (this.turns === 2) this.msPerFrame = measured;
    else {
      const believed = Math.min(measured, OUTLIER * Math.max(this.msPerFrame, 1000 / FASTEST_FPS));
      const smoothed = this.msPerFrame + SMOOTHING * (believed - this.msPerFrame);
      this.msPerFrame = Math.min(smoothed, OUTLIER * Math.max(measured, 1000 / FASTEST_FPS));
    }
    return boundedRate(1, this.msPerFrame);
  }
}
