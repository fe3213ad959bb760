import type { ClientMessage } from './client-message.js';
import type { ServerMessage } from './server-message.js';

/** The data channel a message travels on: the client names them, `control` or anything else. */
export type Channel = 'data' | 'control';

export interface EncodedFrame {
  readonly channel: Channel;
  readonly frame: string | Uint8Array;
}

/** The framing of one client generation. Stateless. */
export interface WireCodec {
  readonly version: 'flat' | 'v0';
  /** Throws `WireError`, never anything else. */
  decode(frame: string | Uint8Array, channel: Channel): ClientMessage;
  /** @returns undefined where this generation has no form for the message: it is withheld. Throws `unencodable`. */
  encode(message: ServerMessage): EncodedFrame | undefined;
}
