/** How much longer than the slowest recent turn the next one may take without a gap. */
const MARGIN = 1.25;

/** What a slow turn still counts for after each later one. */
const FADING = 0.9;

/**
 * When to begin the turn after a batch: early enough that its frames are ready when the last of the batch is shown, and
 * no earlier, because a command that comes before a turn is seen sooner the later that turn begins.
 */
export class LookAhead {
  private slowestMs = 0;

  /**
   * @param bundles of the batch that was just emitted
   * @param turnMs that it took to make
   * @param perSecond bundles a second at which it is played
   * @returns bundles that may still be under way when the next turn begins; 0 leaves it to the model's depth
   */
  measure(bundles: number, turnMs: number, perSecond: number): number {
    this.slowestMs = Math.max(turnMs, this.slowestMs * FADING);
    if (bundles === 1) return 0;
    return Math.min(bundles + 1, Math.ceil((MARGIN * this.slowestMs * perSecond) / 1000));
  }
}
