import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

const REQUEST_ID = 1;

/** Most characters of an id that is echoed. */
const MAX_LENGTH = 128;

/**
 * The request id of a frame that may be malformed after it, so that the error can be matched. Clients send it first,
 * and it is the same field in every envelope.
 */
export function requestIdOfV1(frame: Uint8Array): string | undefined {
  try {
    const reader = new BinaryReader(frame);
    const [field, type] = reader.tag();
    if (field !== REQUEST_ID || type !== WireType.LengthDelimited) return undefined;
    const id = reader.string();
    return id === '' || id.length > MAX_LENGTH ? undefined : id;
  } catch {
    return undefined;
  }
}
