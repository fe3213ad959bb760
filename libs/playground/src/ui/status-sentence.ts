import type { SessionStatus } from '@nestjs-reactor/client';
import { endingOf, type Problem, problemOf, reconnectingOf } from '../session/problem.js';

/**
 * The status as it is read aloud.
 *
 * @param choosing the person is asked which session to join
 */
export function statusSentence(status: SessionStatus, choosing: boolean): string {
  if (choosing) return 'Choose a session.';
  switch (status.kind) {
    case 'idle':
      return 'Connecting.';
    case 'connecting':
      return status.again ? `${reconnectingOf(status.cause).title}. Reconnecting.` : 'Connecting.';
    case 'loading':
      return 'The model is loading.';
    case 'waiting':
      return `You are number ${status.place} of ${status.waiting} in line.`;
    case 'called':
      return 'It is your turn. Press Start.';
    case 'live':
      return 'Live.';
    case 'ended':
      return `${endingOf(status.reason, status.message).title}.`;
    case 'failed':
      return wordsOf(problemOf(status.error));
  }
}

function wordsOf({ title, text }: Problem): string {
  return `${title}. ${text}`;
}
