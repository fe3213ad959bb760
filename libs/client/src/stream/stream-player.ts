import type { StreamFrame } from '@nestjs-reactor/protocol';
import type { LinkFrame } from '../media/media-link.js';

/** What a player says of the frames that it is given. */
export interface PlayerEvents {
  /** The frame with this sequence is decoded, and those before it. */
  decoded(sequence: number): void;
  /** What follows the frame with this sequence cannot be decoded. */
  wantsKeyframe(sequence: number): void;
  /** Nothing more is decoded. */
  failed(error: Error): void;
}

/** Plays the encoded frames of one track. */
export interface StreamPlayer {
  /** What is played. */
  readonly media: MediaStreamTrack;
  readonly framesDecoded: number;
  /** Of the newest picture; undefined before the first, and of sound. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  /** How loud the newest sound is, 0 to 1; undefined of pictures. */
  readonly level: number | undefined;
  push(frame: StreamFrame): void;
  /** Which frame an element shows; undefined where that is not known. */
  identify(shown: VideoFrameCallbackMetadata): LinkFrame | undefined;
  close(): void;
}
