import type { ServerMessage } from '@nestjs-reactor/protocol';
import type { EndReason, TemporaryEnd } from './session-state.js';

/** How the session's end is told to those still in it. */
export interface EndNotice {
  readonly reason: EndReason;
  readonly message: string;
  /** Set where the model will be back: clients that know it try again by themselves. */
  readonly temporary?: TemporaryEnd;
  /** Say nothing: nobody asked for the end, so nobody is there to hear of it. */
  readonly silent?: boolean;
}

/** A moderated end has a message of its own; every other is told in the words it was given. */
export function toServerMessage({ reason, message }: EndNotice): ServerMessage {
  return reason === 'moderated'
    ? { kind: 'moderation', action: 'terminate', inputKind: '', command: '', categories: [], message }
    : { kind: 'sessionEnded', reason: message };
}
