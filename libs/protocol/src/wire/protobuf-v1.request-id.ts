import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

const REQUEST_ID = 1;

/** Characters of an id that is worth echoing. */
const MAX_LENGTH = 128;

/**
 * The request id of a frame that may be broken further on, so that its refusal can be matched. It stands first in what
 * clients send, and is the same field in every envelope.
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
