import type { SessionStatus } from '../session-status.js';

/** What a viewer reads and hears while there is no live picture, and what he may do about it. */
export interface StatusWords {
  /** Empty while the picture is live. */
  readonly text: string;
  /** On the button beside it; undefined: there is nothing to do but wait. */
  readonly action: string | undefined;
}

/** The status of a client in words. */
export function statusWords(status: SessionStatus): StatusWords {
  switch (status.kind) {
    case 'idle':
      return { text: 'Not connected.', action: 'Connect' };
    case 'connecting':
      return { text: status.again ? 'The connection was lost. Connecting again…' : 'Connecting…', action: undefined };
    case 'loading':
      return { text: 'The model is loading…', action: undefined };
    case 'waiting':
      return { text: `Waiting: number ${status.place} of ${status.waiting}.`, action: undefined };
    case 'called':
      return { text: 'It is your turn.', action: 'Start' };
    case 'live':
      return { text: '', action: undefined };
    case 'ended':
      return { text: sentence('The session has ended', status.message), action: 'Start again' };
    case 'failed':
      return {
        text: sentence('No connection', status.error.message),
        action: status.retryAtMs === undefined ? 'Try again' : 'Try now',
      };
  }
}

function sentence(title: string, message: string): string {
  if (message === '') return `${title}.`;
  return `${title}: ${message}${/[.!?…]$/.test(message) ? '' : '.'}`;
}
