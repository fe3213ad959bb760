import type { I420Picture } from '../../../media/index.js';
import type { H264Kind } from './h264-kind.js';

/** Frames a second that encoders are opened for: a bitrate is divided by it. */
export const NOMINAL_FPS = 30;

/** What an encoder is opened for. */
export interface H264CodecOptions {
  /** Of the pictures that it is given. */
  readonly width: number;
  readonly height: number;
  /** Width and height of what it encodes are divided by it, and rounded down to even numbers. */
  readonly scale: number;
  /** At `NOMINAL_FPS`. */
  readonly kbps: number;
}

/** One open encoder of H.264. One call at a time. */
export interface H264Codec {
  /**
   * Copies the picture before it returns. Resolves with the picture encoded, in Annex B.
   * Rejects where the encoder fails or keeps the picture back.
   */
  encode(picture: I420Picture, keyframe: boolean): Promise<Uint8Array<ArrayBuffer>>;
  /** @returns false where it has to be opened anew for another bitrate */
  setKbps(kbps: number): boolean;
  close(): void;
}

/** Opens encoders. */
export interface H264Codecs {
  /** Rejects with what the library says. */
  open(kind: H264Kind, options: H264CodecOptions): Promise<H264Codec>;
}
