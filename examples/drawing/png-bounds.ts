const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Values of each pixel, by colour type. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** What a PNG says of itself before anything of it is unpacked. */
export interface PngBounds {
  readonly width: number;
  readonly height: number;
  /** Bytes that its data unpacks to at most, if it says the truth. */
  readonly unpackedBytes: number;
}

/**
 * Reads the one header of a PNG. Throws where there is another one further on: decoders take the last, so that a check of
 * the first would let pictures of any size pass.
 */
export function pngBounds(bytes: Buffer): PngBounds {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw new Error('no PNG');
  let bounds: PngBounds | undefined;
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if ((type === 'IHDR') !== (bounds === undefined)) throw new Error('a PNG has one header, at its beginning');
    bounds ??= headerBounds(bytes.subarray(at + 8, at + 8 + length));
    if (type === 'IEND') break;
    at += 12 + length;
  }
  if (bounds === undefined) throw new Error('a PNG without a header');
  return bounds;
}

function headerBounds(header: Buffer): PngBounds {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bits = width * header.readUInt8(8) * (CHANNELS[header.readUInt8(9)] ?? 4);
  // Interlaced, a picture has less than twice as many rows, each with a byte for its filter and a part of a byte left over.
  return { width, height, unpackedBytes: height * (Math.ceil(bits / 8) + 4) + 64 };
}
