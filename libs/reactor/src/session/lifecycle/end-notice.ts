import type { ServerMessage } from '@nestjs-reactor/protocol';
import type { EndReason, TemporaryEnd } from './session-state.js';

/** How the remaining clients are notified of the session's end. */
export interface EndNotice {
  readonly reason: EndReason;
  readonly message: string;
  /** Set where the model will be available again: clients that support it reconnect by themselves. */
  readonly temporary?: TemporaryEnd;
  /** Send nothing: no client is connected. */
  readonly silent?: boolean;
}

/** A moderated end has its own message; every other is sent with its reason. */
export function toServerMessage({ reason, message }: EndNotice): ServerMessage {
  return reason === 'moderated'
    ? { kind: 'moderation', action: 'terminate', inputKind: '', command: '', categories: [], message }
    : { kind: 'sessionEnded', reason: message };
}
