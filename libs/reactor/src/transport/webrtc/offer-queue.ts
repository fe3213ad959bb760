import { ReactorError } from '../../errors/index.js';
import type { MediaOffer } from '../../session/ports/index.js';

/** How a peer answers its offers. */
export interface OfferAnswering {
  /** Answers one offer; a further offer that it rejects changes nothing. */
  negotiate(offer: MediaOffer): Promise<{ readonly sdp: string }>;
  /** An offer of the peer was answered before. */
  answered(): boolean;
  close(): Promise<void>;
}

/** The offers of one peer connection, answered one after another. A first offer that cannot be answered ends the peer. */
export class OfferQueue {
  /** Settles when the offer before is done with. */
  private before: Promise<unknown> = Promise.resolve();
  /** Aborts with `close`: the engine may leave what it was asked for unsettled then. */
  private readonly closed = new AbortController();

  constructor(private readonly answering: OfferAnswering) {}

  accept(offer: MediaOffer): Promise<{ readonly sdp: string }> {
    const answered = this.before.then(() => this.answerOrEnd(offer));
    this.before = answered.catch(() => undefined);
    return answered;
  }

  /** Every offer that waits for its answer is rejected: `negotiation_failed`. */
  close(): void {
    this.closed.abort();
  }

  private async answerOrEnd(offer: MediaOffer): Promise<{ readonly sdp: string }> {
    try {
      return await untilClosed(this.closed.signal, this.answering.negotiate(offer));
    } catch (error) {
      if (!this.answering.answered()) await this.answering.close();
      throw error;
    }
  }
}

/** The answer that a peer is making, or `negotiation_failed` as soon as the peer is closed. */
function untilClosed<T>(closed: AbortSignal, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const refuse = (): void =>
      reject(
        new ReactorError(
          'negotiation_failed',
          'the connection was closed before its offer was answered; create a new peer connection and offer again',
        ),
      );
    if (closed.aborted) refuse();
    closed.addEventListener('abort', refuse, { once: true });
    answer.then(resolve, reject).finally(() => closed.removeEventListener('abort', refuse));
  });
}
