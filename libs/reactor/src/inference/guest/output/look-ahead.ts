/** How much longer than the slowest recent turn the next one may take without a gap. */
const MARGIN = 1.25;

/** Decay of a slow turn's weight with each later one. */
const FADING = 0.9;

/**
 * When to begin the next turn: early enough that its frames are ready when the last of those before is shown, and no
 * earlier, because the later a turn begins, the sooner a command before it shows.
 */
export class LookAhead {
  private slowestMs = 0;

  /**
   * @param bundles that were just emitted
   * @param turnMs that the turn took
   * @param perSecond bundles a second at which it is played
   * @returns bundles that may be in transit at once, or the model's own depth where that is more
   */
  measure(bundles: number, turnMs: number, perSecond: number): number {
    this.slowestMs = Math.max(turnMs, this.slowestMs * FADING);
    return Math.min(bundles + 1, Math.ceil((MARGIN * this.slowestMs * perSecond) / 1000));
  }
}
