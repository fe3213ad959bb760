import { ReactorError } from '../errors/index.js';

/**
 * Answers stored until their client polls: each is returned once. A failed negotiation is stored too, as its error, so
 * that the client need not poll until it times out. When full, the oldest is dropped.
 */
export class PolledAnswers {
  private readonly staged = new Map<number, { readonly outcome: string | ReactorError; readonly caller: string }>();

  /**
   * @param capacity answers that may be stored
   * @param onDrop called when one is dropped that no client polled for
   */
  constructor(
    private readonly capacity: number,
    private readonly onDrop: () => void = () => {},
  ) {}

  /** @param caller that made the offer: only it may take the answer */
  put(connectionId: number, outcome: string | ReactorError, caller = ''): void {
    this.staged.delete(connectionId);
    this.staged.set(connectionId, { outcome, caller });
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
  take(connectionId: number, caller = ''): string | undefined {
    const staged = this.staged.get(connectionId);
    this.staged.delete(connectionId);
    // The id has another client by now.
    if (staged === undefined || staged.caller !== caller) return undefined;
    if (staged.outcome instanceof ReactorError) throw staged.outcome;
    return staged.outcome;
  }
}
