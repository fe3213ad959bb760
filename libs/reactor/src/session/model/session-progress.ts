import type { MediaChunk } from '../../media/index.js';
import type { CommandOutcome, SessionPosition } from '../ports/index.js';

/** How far one session has come, over all workers that run it one after the other. */
export class SessionProgress {
  private turn = 0;
  private frame = 0;

  /** A worker that begins the session now counts on from there. */
  get position(): SessionPosition {
    return { turn: this.turn, frame: this.frame };
  }

  emitted({ turn, bundles }: MediaChunk): void {
    this.reach(turn, bundles.at(-1)?.frame ?? 0);
  }

  /** A turn without a frame counts where a client got its number. */
  answered(outcome: CommandOutcome): void {
    if (outcome.ok) this.reach(outcome.turn - 1, outcome.frame - 1);
  }

  private reach(turn: number, frame: number): void {
    this.turn = Math.max(this.turn, turn);
    this.frame = Math.max(this.frame, frame);
  }
}
