/** What a network gives: numbers and their shape. */
export interface Tensor {
  readonly data: Float32Array | Uint8Array;
  readonly dims: readonly number[];
}

/** Channels first (`chw`, as most networks give them) or last (`hwc`). */
export type TensorLayout = 'chw' | 'hwc';

/** The values that stand for black and for white. */
export type ValueRange = readonly [black: number, white: number];

/** 8-bit RGB of a tensor's values, rounded and clipped. The result is reused by the next call for the same size. */
export function packTensor(
  tensor: Tensor,
  layout: TensorLayout,
  [black, white]: ValueRange,
  width: number,
  height: number,
): Uint8ClampedArray {
  const pixels = width * height;
  const out = scratchOf(3 * pixels);
  const scale = 255 / (white - black);
  const { data } = tensor;
  if (layout === 'hwc') {
    for (let i = 0; i < 3 * pixels; i++) out[i] = (data[i]! - black) * scale;
    return out;
  }
  for (let i = 0, o = 0; i < pixels; i++, o += 3) {
    out[o] = (data[i]! - black) * scale;
    out[o + 1] = (data[i + pixels]! - black) * scale;
    out[o + 2] = (data[i + 2 * pixels]! - black) * scale;
  }
  return out;
}

let scratch = new Uint8ClampedArray(0);

function scratchOf(size: number): Uint8ClampedArray {
  if (scratch.length !== size) scratch = new Uint8ClampedArray(size);
  return scratch;
}
