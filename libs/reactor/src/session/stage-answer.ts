import { ReactorError } from '../errors/index.js';
import type { AnswerStage } from './answer-stage.js';

/** One offer of a client that polls for its answer. */
export interface PolledOffer {
  readonly connectionId: number;
  readonly negotiation: Promise<string>;
  /** How long the reply to the offer is held back for its answer. */
  readonly waitMs: number;
  /** A newer offer of the same connection: whoever polls waits for that one. */
  readonly overtaken: () => boolean;
  /** Told of a negotiation that fails when its offer was replied to already. */
  readonly onLateFailure: (error: ReactorError) => void;
}

/**
 * Stages what a negotiation comes to, unless a newer offer was made meanwhile. Resolves when the answer is there, or after the wait while it is still being made;
 * rejects with what it failed with before that, and then nothing is staged. A later failure is staged as itself.
 */
export async function stageAnswer(stage: AnswerStage, offer: PolledOffer): Promise<void> {
  let replied = false;
  const put = (outcome: string | ReactorError): void => {
    if (!offer.overtaken()) stage.put(offer.connectionId, outcome);
  };
  const settled = offer.negotiation.then(put, (error: unknown) => {
    const failure = asFailure(error);
    if (!replied) throw failure;
    put(failure);
    offer.onLateFailure(failure);
  });
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, offer.waitMs);
  });
  try {
    await Promise.race([settled, patience]);
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
