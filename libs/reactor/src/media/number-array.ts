/** The name of a typed array's class, also of another realm's, as under jest; undefined for anything else. */
export function classOf(value: unknown): string | undefined {
  return ArrayBuffer.isView(value) ? (value as Uint8Array)[Symbol.toStringTag] : undefined;
}

/** The numbers of a `Float16Array`, which newer versions of Node have, as their bits: the same memory. */
export function bitsOfHalves({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint16Array {
  return new Uint16Array(buffer, byteOffset, byteLength / Uint16Array.BYTES_PER_ELEMENT);
}
