/** Luma of BT.601 as 0 to 255 for each pixel, which all of the compared servers encode. @param step 3 for RGB, 4 for RGBA */
export function lumaOfPixels(pixels: ArrayLike<number>, step: 3 | 4): Float32Array {
  const luma = new Float32Array(pixels.length / step);
  for (let i = 0, at = 0; i < luma.length; i++, at += step) {
    luma[i] = 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!;
  }
  return luma;
}

/** The same of a decoded plane in limited range, 16 to 235. @param stride bytes from one row to the next */
export function lumaOfPlane(plane: ArrayLike<number>, stride: number, width: number, height: number): Float32Array {
  const luma = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) luma[y * width + x] = ((plane[y * stride + x]! - 16) * 255) / 219;
  }
  return luma;
}

/** Peak signal-to-noise ratio in dB, from a pixel on; 99 where nothing differs. */
export function psnr(received: Float32Array, source: Float32Array, from: number): number {
  let sum = 0;
  for (let i = from; i < source.length; i++) sum += (received[i]! - source[i]!) ** 2;
  return sum === 0 ? 99 : 10 * Math.log10((255 * 255 * (source.length - from)) / sum);
}
