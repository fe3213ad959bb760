import { ReactorError } from '../errors/index.js';

/**
 * Answers that wait for their client's poll: each is handed out once. A failed negotiation is handed out too, as its
 * error, so that the client need not poll until it gives up. Of those that nobody polls for the oldest go first.
 */
export class AnswerStage {
  private readonly staged = new Map<number, string | ReactorError>();

  /**
   * @param capacity answers that may wait
   * @param onDrop one was let go of that nobody polled for
   */
  constructor(
    private readonly capacity: number,
    private readonly onDrop: () => void = () => {},
  ) {}

  put(connectionId: number, outcome: string | ReactorError): void {
    this.staged.delete(connectionId);
    this.staged.set(connectionId, outcome);
    for (const oldest of this.staged.keys()) {
      if (this.staged.size <= this.capacity) break;
      this.staged.delete(oldest);
      this.onDrop();
    }
  }

  /** A new offer makes what waited for the old one worthless. */
  drop(connectionId: number): void {
    this.staged.delete(connectionId);
  }

  /** @returns undefined while there is nothing to hand out; throws what the negotiation failed with */
  take(connectionId: number): string | undefined {
    const outcome = this.staged.get(connectionId);
    this.staged.delete(connectionId);
    if (outcome instanceof ReactorError) throw outcome;
    return outcome;
  }
}
