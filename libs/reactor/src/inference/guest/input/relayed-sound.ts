/** Sound that a model may still hold back and emit with a later one, in milliseconds: a filter may work in blocks. */
const CARRIED_MS = 40;

/** Sound made beyond what was read that is remembered, in milliseconds. */
const OWED_MS = 1_000;

/**
 * Distinguishes sound that a model passes on from sound that it makes.
 *
 * Sound from a client already arrived in real time, so its frames need not last as long as it does. If they did, a turn
 * that is late once would read more sound, emit a longer frame, and be as late the next time. Sound that a model makes
 * has no clock but its own length. A model that emits more than it reads for long counts as one that makes sound, also
 * while it reads.
 */
export class RelayedSound {
  private balanceMs = 0;

  /**
   * @param readMs sound that the model read since its last emission
   * @param emittedMs sound of this emission
   * @returns whether this emission only passes on what was read
   */
  covers(readMs: number, emittedMs: number): boolean {
    const balanceMs = this.balanceMs + readMs - emittedMs;
    this.balanceMs = Math.max(-OWED_MS, Math.min(CARRIED_MS, balanceMs));
    return readMs > 0 && balanceMs >= 0;
  }

  reset(): void {
    this.balanceMs = 0;
  }
}
