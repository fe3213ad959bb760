import { endingOf, reconnectingOf } from '../client/problem.js';
import type { SessionStatus } from '../client/session-status.js';

/** The status as it is read aloud. */
export function statusSentence(status: SessionStatus): string {
  switch (status.kind) {
    case 'connecting':
      return status.again ? `${reconnectingOf(status.cause).title}. Reconnecting.` : 'Connecting.';
    case 'loading':
      return 'The model is loading.';
    case 'live':
      return 'Live.';
    case 'ended':
      return `${endingOf(status.reason, status.message).title}.`;
    case 'failed':
      return `${status.problem.title}. ${status.problem.text}`;
  }
}
