import { WireError } from '../wire-error.js';

/** One encoded frame of an output, as one binary message on a media socket. */
export interface StreamFrame {
  /** Number of the track, as the answer to `stream` has it. */
  readonly track: number;
  /** Decoding can begin with it; always so for sound. */
  readonly keyframe: boolean;
  /** Counts the frames of the track, from 1. Frames that were left out have none. */
  readonly sequence: number;
  /** 32 bits; 90 kHz for pictures, 48 kHz for sound. */
  readonly rtpTimestamp: number;
  /** As the encoder made it; H.264 in Annex B. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Track, flags, sequence and RTP timestamp: 1, 1, 4 and 4 bytes, the most significant first. */
export const STREAM_HEADER_BYTES = 10;

/** The other bits are 0, and a reader ignores them. */
const KEYFRAME = 1;

/** For {@link parseStreamFrame}. @returns a buffer of its own, which may be moved to another thread */
export function encodeStreamFrame(frame: {
  readonly [K in keyof StreamFrame]: K extends 'data' ? Uint8Array : StreamFrame[K];
}): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(STREAM_HEADER_BYTES + frame.data.byteLength);
  const view = new DataView(message.buffer);
  view.setUint8(0, frame.track);
  view.setUint8(1, frame.keyframe ? KEYFRAME : 0);
  view.setUint32(2, frame.sequence);
  view.setUint32(6, frame.rtpTimestamp);
  message.set(frame.data, STREAM_HEADER_BYTES);
  return message;
}

/** The frame's data are a view of the message. Throws `bad_message` for one without a whole header or without data. */
export function parseStreamFrame(message: ArrayBuffer): StreamFrame {
  if (message.byteLength <= STREAM_HEADER_BYTES) {
    throw new WireError(
      'bad_message',
      `a frame has more than ${STREAM_HEADER_BYTES} bytes (got ${message.byteLength}); update the client`,
    );
  }
  const view = new DataView(message);
  return {
    track: view.getUint8(0),
    keyframe: (view.getUint8(1) & KEYFRAME) !== 0,
    sequence: view.getUint32(2),
    rtpTimestamp: view.getUint32(6),
    data: new Uint8Array(message, STREAM_HEADER_BYTES),
  };
}
