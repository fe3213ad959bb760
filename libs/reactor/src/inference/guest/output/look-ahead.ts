/** How much longer than the slowest recent turn the next one may take without a gap. */
const MARGIN = 1.25;

/** Decay of a slow turn's weight with each later one. */
const FADING = 0.9;

/** For timers and for the way to the playout, in milliseconds. */
const DELIVERY_MS = 5;

/** A wait that is not worth a timer, in milliseconds. */
const SHORTEST_WAIT_MS = 2;

/** When the next turn begins. */
export interface NextTurn {
  /** Bundles that may be in transit at once, or the model's own depth where that is more. */
  readonly ahead: number;
  /** Milliseconds after there is room for another one. */
  readonly waitMs: number;
}

/**
 * When to begin the next turn: early enough that its frames are ready when the last of those before is shown, and no
 * earlier, because the later a turn begins, the sooner a command before it shows, and the fresher is its picture.
 */
export class LookAhead {
  private slowestMs = 0;

  /**
   * @param bundles that were just emitted
   * @param turnMs that the turn took, and the conversion of its frames
   * @param perSecond bundles a second at which it is played
   */
  measure(bundles: number, turnMs: number, perSecond: number): NextTurn {
    this.slowestMs = Math.max(turnMs, this.slowestMs * FADING);
    const neededMs = MARGIN * this.slowestMs;
    const ahead = Math.min(bundles + 1, Math.max(1, Math.ceil((neededMs * perSecond) / 1000)));
    // There is room when a bundle is shown; those that are still queued last until the new one is due.
    const waitMs = (1000 * ahead) / perSecond - neededMs - DELIVERY_MS;
    return { ahead, waitMs: waitMs < SHORTEST_WAIT_MS ? 0 : waitMs };
  }
}
