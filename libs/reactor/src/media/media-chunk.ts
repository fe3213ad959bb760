/**
 * One picture ready for an engine: planar YUV 4:2:0 in BT.601 limited range, Y then U then V without padding, chroma
 * planes rounded up for odd sizes. `data` spans its whole ArrayBuffer: engines read the buffer, not the view.
 */
export interface I420Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;
  /** What travels with the picture where an engine can carry it; at most 16 KiB. */
  readonly metadata?: Uint8Array<ArrayBuffer>;
}

/** Samples a second of all sound on its way to clients: the one rate that every WebRTC engine and Opus have. */
export const WIRE_SAMPLE_RATE = 48_000;

/** A stretch of sound, 16 bits a sample, channels interleaved. */
export interface PcmBlock {
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  readonly samples: Int16Array<ArrayBuffer>;
}

/** What one tick of the playout shows: at most one picture and one stretch of sound for each track. */
export interface MediaBundle {
  /** Sequence number of the frame, from 1 in each session. */
  readonly frame: number;
  /** The model's turn that made it, from 1 in each session. */
  readonly turn: number;
  readonly video: Readonly<Record<string, I420Picture>>;
  readonly audio: Readonly<Record<string, PcmBlock>>;
}

/** Where the time of a chunk went before it left its maker. */
export interface ChunkTiming {
  /** How long the model worked on it, without what it waited for; absent where it did not say. */
  readonly turnMs?: number;
  /** Checking the output and converting its pixels. */
  readonly convertMs: number;
  /** When it left, on the clock of `sharedNowMs`. */
  readonly sentMs: number;
}

/** Everything that one `yield` or `emit` made, played one bundle every 1/fps. */
export interface MediaChunk {
  readonly turn: number;
  /** Bundles a second. */
  readonly fps: number;
  /** Bundles that make one frame: several where its sound is long. @defaultValue 1 */
  readonly bundlesPerFrame?: number;
  readonly bundles: readonly MediaBundle[];
  /** Discard what finds no room instead of counting on the emitter to wait. */
  readonly drop?: boolean;
  readonly timing?: ChunkTiming;
}
