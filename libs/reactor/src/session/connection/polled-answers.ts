import { ReactorError } from '../../errors/index.js';

/**
 * Answers stored until their client polls: each is returned once. A failed negotiation is stored too, as its error, so
 * that the client need not poll until it times out. When full, the oldest is dropped.
 */
export class PolledAnswers {
  private readonly staged = new Map<number, string | ReactorError>();

  /**
   * @param capacity answers that may be stored
   * @param onDrop called when one is dropped that no client polled for
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

  /** A new offer makes the stored answer to the old one useless. */
  drop(connectionId: number): void {
    this.staged.delete(connectionId);
  }

  /** @returns undefined while there is no answer; throws the negotiation's error */
  take(connectionId: number): string | undefined {
    const outcome = this.staged.get(connectionId);
    this.staged.delete(connectionId);
    if (outcome instanceof ReactorError) throw outcome;
    return outcome;
  }
}
