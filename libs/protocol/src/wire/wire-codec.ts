import type { ClientMessage } from './client-message.js';
import type { ServerMessage } from './server-message.js';

/** The data channel of a message: labelled by the client, `control` or anything else. */
export type Channel = 'data' | 'control';

/** One frame as it is sent, and the data channel that it goes over. */
export interface EncodedFrame {
  readonly channel: Channel;
  readonly frame: string | Uint8Array;
}

/** `flat` up to 2.2, `v0` up to 2.12, `v1` since. */
export type WireVersion = 'flat' | 'v0' | 'v1';

/** The encoding of one client version. Stateless. */
export interface WireCodec {
  readonly version: WireVersion;
  /** Throws `WireError`, never anything else. */
  decode(frame: string | Uint8Array, channel: Channel): ClientMessage;
  /** @returns undefined where this version cannot encode the message: it is withheld. Throws `unencodable`. */
  encode(message: ServerMessage): EncodedFrame | undefined;
}
