import { ReactorError } from '../errors/index.js';

/**
 * The answer that a peer is making, or `negotiation_failed` as soon as the peer is closed.
 *
 * @param closed aborted when the peer is closed
 */
export function untilClosed<T>(closed: AbortSignal, answer: Promise<T>): Promise<T> {
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
