import type { StreamCodec, StreamTrack } from '@nestjs-reactor/protocol';
import type { ReceivingLink } from '../media/media-link.js';

/** What opens a media socket: the server's answer to `stream`, and its session. */
export interface StreamGrant {
  readonly sessionId: string;
  readonly ticket: string;
  readonly tracks: readonly StreamTrack[];
}

/** Plays encoded frames that come over a WebSocket. A browser has it with WebCodecs, on HTTPS and localhost. */
export interface StreamPort {
  /** What is decoded here; without a codec of pictures there is nothing to open. */
  codecs(): Promise<readonly StreamCodec[]>;
  open(grant: StreamGrant): ReceivingLink;
  /**
   * The network may be another one: WebRTC is worth another try.
   * @returns ends it
   */
  onNetworkChange(listener: () => void): () => void;
}
