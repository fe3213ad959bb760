/**
 * Numbers drawn into a picture, to be read from it after encoding: one row of square blocks a number, most significant
 * bit first, white for one. Blocks of 16 pixels survive any bitrate a bench uses.
 */
export const BLOCK = 16;
export const BITS = 32;

/** Draws into the luma plane. @param row counted in blocks from the top */
export function drawBarcode(luma: Uint8Array, width: number, row: number, value: number): void {
  for (let bit = 0; bit < BITS; bit++) {
    const shade = (value >>> (BITS - 1 - bit)) & 1 ? 235 : 16;
    for (let y = row * BLOCK; y < (row + 1) * BLOCK; y++) {
      const at = y * width + bit * BLOCK;
      luma.fill(shade, at, at + BLOCK);
    }
  }
}

/** Reads RGBA pixels of a strip that starts at the picture's top left. @param width of the strip, in pixels */
export function readBarcode(rgba: ArrayLike<number>, width: number, row: number): number {
  let value = 0;
  const y = row * BLOCK + BLOCK / 2;
  for (let bit = 0; bit < BITS; bit++) {
    const x = bit * BLOCK + BLOCK / 2;
    value = (value << 1) | (rgba[4 * (y * width + x)]! > 127 ? 1 : 0);
  }
  return value >>> 0;
}
