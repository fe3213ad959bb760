/**
 * One picture ready for an engine: planar YUV 4:2:0 in BT.601 limited range, Y then U then V without padding, chroma
 * planes rounded up for odd sizes. `data` spans its whole ArrayBuffer: engines read the buffer, ignoring the view.
 */
export interface I420Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;
  /** Metadata sent with the picture where the engine supports it; at most 16 KiB. */
  readonly metadata?: Uint8Array<ArrayBuffer>;
}

/** Samples a second of all sound sent to clients: the one rate that every WebRTC engine and Opus support. */
export const WIRE_SAMPLE_RATE = 48_000;

/** A block of sound, 16 bits a sample, channels interleaved. */
export interface PcmBlock {
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  readonly samples: Int16Array<ArrayBuffer>;
}

/** What one tick of the playout plays: at most one picture and one block of sound for each track. */
export interface MediaBundle {
  /** Sequence number of the frame, from 1 in each session. */
  readonly frame: number;
  /** The model's turn that made it, from 1 in each session. */
  readonly turn: number;
  readonly video: Readonly<Record<string, I420Picture>>;
  readonly audio: Readonly<Record<string, PcmBlock>>;
}

/** How long each step of a chunk took before it was emitted. */
export interface ChunkTiming {
  /** How long the model worked on it, without its waits; absent where not reported. */
  readonly turnMs?: number;
  /** Checking the output and converting its pixels. */
  readonly convertMs: number;
  /** When it was emitted, on the clock of `sharedNowMs`. */
  readonly sentMs: number;
}

/** Everything that one `yield` or `emit` produced, played one bundle every 1/fps. */
export interface MediaChunk {
  readonly turn: number;
  /** Bundles a second. */
  readonly fps: number;
  /** Bundles that make one frame: several where its sound is long. @defaultValue 1 */
  readonly bundlesPerFrame?: number;
  readonly bundles: readonly MediaBundle[];
  /** Drop bundles that find no room instead of relying on the emitter to wait. */
  readonly drop?: boolean;
  readonly timing?: ChunkTiming;
}
