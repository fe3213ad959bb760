import type { SignalingNotice, SignalingSocket } from '../signaling/signaling-socket.js';
import type { ModelMessage } from './model-message.js';

/** The server's description of the joined session. */
export type SessionNotice = Extract<
  SignalingNotice,
  { type: 'candidate' | 'inputs' | 'viewers' | 'notice' | 'frame' | 'metadata' | 'seats' | 'time_limit' | 'ended' }
>;

/**
 * What the server sends unasked, from before the join on: a model may send a message to a joining client before the answer
 * to the join arrives. Notices of the session are queued until there is a listener; messages of the model always have one.
 */
export class SessionNotices {
  private readonly early: SessionNotice[] = [];
  private take: (notice: SessionNotice) => void = (notice) => this.early.push(notice);

  constructor(socket: SignalingSocket, onMessage: (message: ModelMessage) => void) {
    socket.onNotice = (notice) => {
      if (notice.type === 'message') onMessage(notice.message);
      else if (notice.type !== 'state' && notice.type !== 'waiting' && notice.type !== 'error') this.take(notice);
    };
  }

  deliver(take: (notice: SessionNotice) => void): void {
    this.take = take;
    for (const notice of this.early.splice(0)) take(notice);
  }
}
