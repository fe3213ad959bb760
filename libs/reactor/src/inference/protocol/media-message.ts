import type { ChunkTiming } from '../../media/index.js';

/** One picture of a `media` message: planar YUV 4:2:0, as in `I420Picture`. */
export interface PictureEntry {
  /** The slot that its bytes are in. It is the host's until a `shown` names it. */
  readonly slot: number;
  readonly width: number;
  readonly height: number;
  /** The part with its bytes, where the channel carries them with the message; else the channel reads them. */
  readonly part?: number;
  /** The part with its metadata. */
  readonly metadata?: number;
}

/** One block of sound of a `media` message: 16 bits a sample, little-endian, channels interleaved. */
export interface SoundEntry {
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  /** The part with its samples. */
  readonly part: number;
}

/** What one tick of the playout plays. */
export interface BundleEntry {
  /** Sequence number of the frame, from 1 in each session. */
  readonly frame: number;
  /** The turn that made it, from 1 in each session. */
  readonly turn: number;
  /** By track. */
  readonly video: Readonly<Record<string, PictureEntry>>;
  readonly audio: Readonly<Record<string, SoundEntry>>;
}

/** One emission of the model. */
export interface MediaMessage {
  readonly type: 'media';
  readonly session: string;
  readonly turn: number;
  /** Bundles a second. */
  readonly fps: number;
  /** @defaultValue 1 */
  readonly bundlesPerFrame?: number;
  readonly bundles: readonly BundleEntry[];
  /** Drop bundles that find no room. */
  readonly drop?: boolean;
  readonly timing?: ChunkTiming;
  readonly parts?: readonly Uint8Array<ArrayBuffer>[];
}
