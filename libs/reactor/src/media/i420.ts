/** Bytes of an I420 picture; chroma planes are half as wide and high, rounded up. */
export function i420Size(width: number, height: number): number {
  return width * height + 2 * ((width + 1) >> 1) * ((height + 1) >> 1);
}

/**
 * Packs 8-bit pixels into I420, the one pass over a frame's pixels.
 *
 * BT.601 limited range in 8.8 fixed point, chroma from the mean of each 2x2 block; at an odd right or bottom edge the
 * last column or row replaces its missing neighbour.
 *
 * @param stride bytes a pixel: 3 (RGB) or 4 (RGBA, alpha ignored)
 * @param target at least `i420Size(width, height)` bytes
 */
export function packI420(
  source: Uint8Array | Uint8ClampedArray,
  stride: 3 | 4,
  width: number,
  height: number,
  target: Uint8Array,
): void {
  const chromaWidth = (width + 1) >> 1;
  const chromaHeight = (height + 1) >> 1;
  const row = width * stride;
  let u = width * height;
  let v = u + chromaWidth * chromaHeight;
  for (let y = 0; y < height; y += 2) {
    const below = y + 1 < height ? row : 0;
    const lumaBelow = below === 0 ? 0 : width;
    let a = y * row;
    let luma = y * width;
    for (let x = 0; x < width; x += 2) {
      const right = x + 1 < width ? stride : 0;
      const b = a + right;
      const c = a + below;
      const d = c + right;
      const ar = source[a]!;
      const ag = source[a + 1]!;
      const ab = source[a + 2]!;
      const br = source[b]!;
      const bg = source[b + 1]!;
      const bb = source[b + 2]!;
      const cr = source[c]!;
      const cg = source[c + 1]!;
      const cb = source[c + 2]!;
      const dr = source[d]!;
      const dg = source[d + 1]!;
      const db = source[d + 2]!;
      const lumaRight = right === 0 ? 0 : 1;
      target[luma] = (66 * ar + 129 * ag + 25 * ab + 4224) >> 8;
      target[luma + lumaRight] = (66 * br + 129 * bg + 25 * bb + 4224) >> 8;
      target[luma + lumaBelow] = (66 * cr + 129 * cg + 25 * cb + 4224) >> 8;
      target[luma + lumaBelow + lumaRight] = (66 * dr + 129 * dg + 25 * db + 4224) >> 8;
      const r = (ar + br + cr + dr) >> 2;
      const g = (ag + bg + cg + dg) >> 2;
      const bl = (ab + bb + cb + db) >> 2;
      target[u++] = (-38 * r - 74 * g + 112 * bl + 32896) >> 8;
      target[v++] = (112 * r - 94 * g - 18 * bl + 32896) >> 8;
      a += stride + right;
      luma += 2;
    }
  }
}

/** Converts back to RGBA with full alpha. */
export function unpackI420(
  source: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  target: Uint8Array | Uint8ClampedArray,
): void {
  const chromaWidth = (width + 1) >> 1;
  const uAt = width * height;
  const vAt = uAt + chromaWidth * ((height + 1) >> 1);
  let out = 0;
  for (let y = 0; y < height; y++) {
    const chromaRow = (y >> 1) * chromaWidth;
    for (let x = 0; x < width; x++) {
      const luma = 298 * (source[y * width + x]! - 16) + 128;
      const u = source[uAt + chromaRow + (x >> 1)]! - 128;
      const v = source[vAt + chromaRow + (x >> 1)]! - 128;
      target[out++] = clamp((luma + 409 * v) >> 8);
      target[out++] = clamp((luma - 100 * u - 208 * v) >> 8);
      target[out++] = clamp((luma + 516 * u) >> 8);
      target[out++] = 255;
    }
  }
}

/** RGB to RGBA with full alpha. */
export function spreadRgb(rgb: Uint8Array | Uint8ClampedArray, rgba: Uint8Array | Uint8ClampedArray): void {
  for (let i = 0, o = 0; i < rgb.length; i += 3, o += 4) {
    rgba[o] = rgb[i]!;
    rgba[o + 1] = rgb[i + 1]!;
    rgba[o + 2] = rgb[i + 2]!;
    rgba[o + 3] = 255;
  }
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
