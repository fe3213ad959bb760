import { WireError } from '../wire-error.js';

/** What a client says of the frames that it receives, as one binary message on its media socket. */
export interface StreamFeedback {
  /**
   * - `decoded`: the frame with this sequence was decoded, and those before it need not be waited for. The server measures
   *   by it what the way to the client carries, and sends no more than that.
   * - `keyframe`: the client cannot decode what follows the frame with this sequence; 0 where it has decoded none.
   */
  readonly kind: 'decoded' | 'keyframe';
  readonly track: number;
  readonly sequence: number;
}

/** Kind, track and sequence: 1, 1 and 4 bytes, the most significant first. */
export const STREAM_FEEDBACK_BYTES = 6;

const KINDS = ['decoded', 'keyframe'] as const;

/** @returns six bytes, for {@link parseStreamFeedback} */
export function encodeStreamFeedback({ kind, track, sequence }: StreamFeedback): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(STREAM_FEEDBACK_BYTES);
  const view = new DataView(message.buffer);
  view.setUint8(0, KINDS.indexOf(kind) + 1);
  view.setUint8(1, track);
  view.setUint32(2, sequence);
  return message;
}

/** Throws `bad_message`, never anything else. */
export function parseStreamFeedback(message: Uint8Array): StreamFeedback {
  if (message.byteLength !== STREAM_FEEDBACK_BYTES) {
    throw new WireError(
      'bad_message',
      `a message on a media socket must have ${STREAM_FEEDBACK_BYTES} bytes (got ${message.byteLength})`,
    );
  }
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const kind = KINDS[view.getUint8(0) - 1];
  if (kind === undefined) {
    throw new WireError('bad_message', `a message on a media socket must begin with 1 or 2 (got ${view.getUint8(0)})`);
  }
  return { kind, track: view.getUint8(1), sequence: view.getUint32(2) };
}
