import { ReactorError } from '../errors/index.js';

/** Largest metadata of one frame in bytes: enough to describe it, too little for a second stream. */
const MAX_METADATA_BYTES = 16_384;

/** @returns a copy of the bytes, or the object as compact JSON in UTF-8. Throws `bad_frame`. */
export function packMetadata(metadata: object | Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = ArrayBuffer.isView(metadata) ? copy(metadata) : encode(metadata);
  if (bytes.length > MAX_METADATA_BYTES) {
    throw new ReactorError(
      'bad_frame',
      `a frame carries at most ${MAX_METADATA_BYTES} bytes of metadata (got ${bytes.length}); send larger data in a message`,
    );
  }
  return bytes;
}

function copy({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength));
}

function encode(metadata: object): Uint8Array<ArrayBuffer> {
  try {
    return new TextEncoder().encode(JSON.stringify(metadata));
  } catch (error) {
    throw new ReactorError(
      'bad_frame',
      `a frame's metadata cannot be represented in JSON (${error instanceof Error ? error.message : String(error)}); use plain values or bytes`,
      { cause: error },
    );
  }
}
