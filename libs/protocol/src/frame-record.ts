/** How long a frame took on the server, in milliseconds, one stage after the other without a gap. */
export interface FrameStages {
  /** The model's work on it. Absent where that is not known. */
  readonly turn_ms?: number;
  /** Its output checked and its pixels converted. */
  readonly convert_ms: number;
  /** On its way from the model's worker, and in the queue until its tick. */
  readonly wait_ms: number;
  readonly encode_ms: number;
  /** From the encoder until it was handed to the network. */
  readonly send_ms: number;
}

/** A frame that was sent, by which a client finds it again among those that it shows. */
export interface FrameRecord {
  /** Name of the output. */
  readonly track: string;
  /** Number of the frame, as in the reply to a command. */
  readonly frame: number;
  readonly turn: number;
  /** Of its RTP packets: `rtpTimestamp` of `requestVideoFrameCallback`. 90 kHz, 32 bits. */
  readonly rtp_timestamp: number;
  readonly stages: FrameStages;
  /** Those of the client's commands whose first frame it is. */
  readonly commands?: readonly {
    readonly request_id: string;
    /** Milliseconds from the command's arrival at the server until the frame was sent. */
    readonly server_ms: number;
  }[];
}
