/** What the model attached to a frame that was sent; the frame is found among those displayed by its RTP timestamp. */
export interface FrameMetadata {
  /** Name of the output. */
  readonly track: string;
  /** Number of the frame, as in the reply to a command. */
  readonly frame: number;
  readonly turn: number;
  /** Of its RTP packets: `rtpTimestamp` of `requestVideoFrameCallback`. 90 kHz, 32 bits. */
  readonly rtp_timestamp: number;
  /** Metadata that is an object. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Metadata that is bytes, in base64. */
  readonly bytes?: string;
}
