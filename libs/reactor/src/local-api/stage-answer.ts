import { ReactorError } from '../errors/index.js';
import type { PolledAnswers } from './polled-answers.js';

/** One offer of a client that polls for its answer. */
export interface PolledOffer {
  readonly connectionId: number;
  /** Who made it. */
  readonly caller?: string;
  readonly negotiation: Promise<string>;
  /** How long the reply to the offer is delayed for its answer. */
  readonly waitMs: number;
  /** A newer offer of the same connection: polls wait for that one. */
  readonly overtaken: () => boolean;
  /** Called for a negotiation that fails after its offer was replied to. */
  readonly onLateFailure: (error: ReactorError) => void;
}

/**
 * Stores the result of a negotiation, unless a newer offer was made meanwhile. Resolves when the answer is ready, or
 * after the wait while it is pending; rejects when it fails before that, and then nothing is stored. A later failure is
 * stored as the result.
 */
export async function stageAnswer(stage: PolledAnswers, offer: PolledOffer): Promise<void> {
  let replied = false;
  const put = (outcome: string | ReactorError): void => {
    if (!offer.overtaken()) stage.put(offer.connectionId, outcome, offer.caller);
  };
  const settled = offer.negotiation.then(put, (error: unknown) => {
    const failure = asFailure(error);
    if (!replied) throw failure;
    put(failure);
    offer.onLateFailure(failure);
  });
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, offer.waitMs);
  });
  try {
    await Promise.race([settled, waited]);
  } finally {
    replied = true;
    clearTimeout(timer);
  }
}

function asFailure(error: unknown): ReactorError {
  if (error instanceof ReactorError) return error;
  return new ReactorError('negotiation_failed', 'the offer could not be answered; see the server’s log', {
    cause: error,
  });
}
