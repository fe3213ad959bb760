import type { StreamCodec, StreamFeedback, StreamTrack } from '@nestjs-reactor/protocol';
import type { PeerStats } from './media-engine.port.js';

/** The way of an encoded stream to its client. */
export interface StreamSink {
  /** One frame, as the client gets it: `parseStreamFrame` of the protocol reads it. The buffer is the receiver's. */
  frame(message: Uint8Array<ArrayBuffer>): void;
  /** The stream has ended by itself; nothing follows. */
  ended(cause: string): void;
}

/**
 * The model's outputs as they are encoded, for a client without a peer connection. The newest frame wins: while too many wait
 * to be decoded, frames are left out, and the next one that is sent is a keyframe.
 */
export interface EncodedStream {
  /** Those that the client can decode. */
  readonly tracks: readonly StreamTrack[];
  /** Sends all outputs from now on, each beginning with a keyframe. To be called once. */
  start(sink: StreamSink): void;
  /** Idempotent; unknown names are ignored. */
  setFlowing(track: string, flowing: boolean): void;
  /** What the client says of the frames. One that was never sent ends the stream. */
  hear(feedback: StreamFeedback): void;
  /** An empty message went to the client and back. */
  measured(roundTripMs: number): void;
  stats(): Promise<PeerStats>;
  /** Idempotent; the sink is told, where the stream was started. */
  close(cause: string): void;
}

/** Of a stream that is opened for a client. */
export interface EncodedStreamOptions {
  /** What the client can decode. */
  readonly codecs: readonly StreamCodec[];
}
