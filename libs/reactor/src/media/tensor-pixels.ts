import { describeValue, ReactorError } from '../errors/index.js';
import { decodeHalf } from './half-float.js';
import { bitsOfHalves, classOf } from './number-array.js';

/** Numbers of float32, of float16 as their 16 bits, or bytes. */
export type TensorNumbers = Float32Array | Uint16Array | Uint8Array;

/** A network's output: numbers and their shape. */
export interface Tensor {
  /** Of a tensor of float16 a `Uint16Array`, as ONNX Runtime gives it, or a `Float16Array`. */
  readonly data: TensorNumbers;
  readonly dims: readonly number[];
}

/** Channels first (`chw`, as most networks output them) or last (`hwc`). */
export type TensorLayout = 'chw' | 'hwc';

/** The values of black and of white. */
export type ValueRange = readonly [black: number, white: number];

/** One picture's numbers, and how to find and scale them. */
export interface TensorPixels {
  readonly data: TensorNumbers;
  readonly width: number;
  readonly height: number;
  readonly layout: TensorLayout;
  readonly range: ValueRange;
}

/** The numbers of a tensor, checked. Throws `bad_frame`. */
export function tensorNumbers(data: TensorNumbers): TensorNumbers {
  const kind = classOf(data);
  if (kind === 'Float16Array') return bitsOfHalves(data);
  if (kind === 'Float32Array' || kind === 'Uint16Array' || kind === 'Uint8Array') return data;
  throw new ReactorError(
    'bad_frame',
    `the data of a tensor is a Float32Array, a Uint8Array, or a Uint16Array of float16 (got ${describeValue(data)}); cast it in the network`,
  );
}

/**
 * Packs a tensor into I420 as `packI420` packs bytes, in one pass and without an intermediate copy: each value is
 * scaled, rounded and clipped. NaN is black.
 *
 * @param target at least `i420Size(width, height)` bytes
 */
export function packTensorI420(pixels: TensorPixels, target: Uint8Array): void {
  const { width, height } = pixels;
  const data = decoded(pixels.data);
  const { scale, shift, step, green, blue } = readingOf(pixels);
  const row = width * step;
  let u = width * height;
  let v = u + ((width + 1) >> 1) * ((height + 1) >> 1);
  for (let y = 0; y < height; y += 2) {
    const below = y + 1 < height ? row : 0;
    const lumaBelow = below === 0 ? 0 : width;
    let a = y * row;
    let luma = y * width;
    for (let x = 0; x < width; x += 2) {
      const right = x + 1 < width ? step : 0;
      const b = a + right;
      const c = a + below;
      const d = c + right;
      const ar = toByte(data[a]! * scale + shift);
      const ag = toByte(data[a + green]! * scale + shift);
      const ab = toByte(data[a + blue]! * scale + shift);
      const br = toByte(data[b]! * scale + shift);
      const bg = toByte(data[b + green]! * scale + shift);
      const bb = toByte(data[b + blue]! * scale + shift);
      const cr = toByte(data[c]! * scale + shift);
      const cg = toByte(data[c + green]! * scale + shift);
      const cb = toByte(data[c + blue]! * scale + shift);
      const dr = toByte(data[d]! * scale + shift);
      const dg = toByte(data[d + green]! * scale + shift);
      const db = toByte(data[d + blue]! * scale + shift);
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
      a += step + right;
      luma += 2;
    }
  }
}

/** The same picture as RGBA with full alpha. */
export function unpackTensor(pixels: TensorPixels, target: Uint8ClampedArray): void {
  const { width, height } = pixels;
  const data = decoded(pixels.data);
  const { scale, shift, step, green, blue } = readingOf(pixels);
  for (let pixel = 0, i = 0, o = 0; pixel < width * height; pixel++, i += step, o += 4) {
    target[o] = toByte(data[i]! * scale + shift);
    target[o + 1] = toByte(data[i + green]! * scale + shift);
    target[o + 2] = toByte(data[i + blue]! * scale + shift);
    target[o + 3] = 255;
  }
}

/** `value * scale + shift` is a half above the 8-bit value; `step` leads to the next pixel, `green` and `blue` away from red. */
export function readingOf({ width, height, layout, range: [black, white] }: TensorPixels) {
  const scale = 255 / (white - black);
  const shift = 0.5 - black * scale;
  const plane = width * height;
  return layout === 'chw'
    ? { scale, shift, step: 1, green: plane, blue: 2 * plane }
    : { scale, shift, step: 3, green: 1, blue: 2 };
}

function decoded(data: TensorNumbers): Float32Array | Uint8Array {
  return isHalves(data) ? Float32Array.from(data, decodeHalf) : data;
}

/** Only numbers of float16 have two bytes. */
export function isHalves(data: TensorNumbers): data is Uint16Array {
  return data.BYTES_PER_ELEMENT === Uint16Array.BYTES_PER_ELEMENT;
}

function toByte(value: number): number {
  return value > 255 ? 255 : value > 0 ? value | 0 : 0;
}
