import type { Channel, WireCodec } from './wire-codec.js';
import { WireError } from '../wire-error.js';
import { decodeV1 } from './protobuf-v1.decode.js';
import { encodeV1 } from './protobuf-v1.encode.js';
import { requestIdOfV1 } from './protobuf-v1.request-id.js';

/** Binary `reactor_wire.v1`, one message a frame: for the newest client version. Every command is answered. */
export const protobufV1Codec: WireCodec = {
  version: 'v1',
  decode(frame: string | Uint8Array, channel: Channel) {
    if (typeof frame === 'string') {
      throw new WireError('bad_message', 'this connection speaks reactor_wire.v1; send binary frames');
    }
    try {
      return decodeV1(frame, channel);
    } catch (error) {
      const refusal =
        error instanceof WireError
          ? error
          : new WireError('bad_message', `the frame is no reactor_wire.v1 message of the ${channel} channel`);
      throw refusal.about(requestIdOfV1(frame));
    }
  },
  encode: encodeV1,
};
