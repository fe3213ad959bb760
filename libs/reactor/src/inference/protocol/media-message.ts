import { type ChunkTiming, i420Size } from '../../media/index.js';

/**
 * How a picture's bytes are laid out: `i420`, planar YUV 4:2:0, as in `I420Picture`; `rgb24`, rows of red, green and blue
 * without padding, for a process that has no fast conversion.
 */
export const PICTURE_FORMATS = ['i420', 'rgb24'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** Bytes of a picture. */
export function pictureSize({ width, height, format }: Pick<PictureEntry, 'width' | 'height' | 'format'>): number {
  return format === 'rgb24' ? 3 * width * height : i420Size(width, height);
}

/** One picture of a `media` message. */
export interface PictureEntry {
  /** The slot that its bytes are in. It is the host's until a `shown` names it. */
  readonly slot: number;
  readonly width: number;
  readonly height: number;
  /** @defaultValue 'i420' */
  readonly format?: PictureFormat;
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
