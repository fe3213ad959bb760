/**
 * Codecs of encoded frames, as SDP names them. AV1 is not among them: what WebRTC's packets carry of it is no stream that
 * decoders of browsers take.
 */
export const STREAM_CODECS = ['VP8', 'VP9', 'H264', 'opus'] as const;

/** One of {@link STREAM_CODECS}. */
export type StreamCodec = (typeof STREAM_CODECS)[number];

/** One output of the model on a media socket. */
export interface StreamTrack {
  /** In the header of its frames. */
  readonly id: number;
  readonly name: string;
  readonly kind: 'video' | 'audio';
  readonly codec: StreamCodec;
}
