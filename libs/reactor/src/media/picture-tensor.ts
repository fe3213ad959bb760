import { encodeHalf } from './half-float.js';
import { resizeTaps, type ResizeMethod, type ResizeTaps, WEIGHT_ONE } from './resize-taps.js';
import type { Crop, TensorArrays, TensorForm, TensorType } from './tensor-form.js';

interface Rgba {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/**
 * Writes a picture as the numbers of a tensor: resized to bytes, then scaled.
 *
 * @param target with room for 3 numbers a pixel, of the form's type
 */
export function writePictureTensor(picture: Rgba, form: TensorForm, target: TensorArrays[TensorType]): void {
  const { width, height, layout, dtype } = form;
  const { data } = resizeRgba(cropRgba(picture, form.crop), form, form.resize);
  const [step, plane] = layout === 'chw' ? [1, width * height] : [3, 1];
  for (let channel = 0; channel < 3; channel++) {
    // A byte has 256 values, and so has a channel of the tensor.
    const values = Array.from({ length: 256 }, (_, byte) => {
      if (dtype === 'uint8') return byte;
      const value = Math.fround(Math.fround(byte * form.scale[channel]!) + form.shift[channel]!);
      return dtype === 'float16' ? encodeHalf(value) : value;
    });
    for (let pixel = 0, i = channel, o = channel * plane; pixel < width * height; pixel++, i += 4, o += step) {
      target[o] = values[data[i]!]!;
    }
  }
}

function cropRgba(picture: Rgba, { x, y, width, height }: Crop): Rgba {
  if (width === picture.width && height === picture.height) return picture;
  const data = new Uint8Array(4 * width * height);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((y + row) * picture.width + x);
    data.set(picture.data.subarray(from, from + 4 * width), 4 * row * width);
  }
  return { data, width, height };
}

/** Resizes to bytes: first the columns, then the rows, both with weights of 14 bits. */
function resizeRgba(picture: Rgba, { width, height }: { width: number; height: number }, method: ResizeMethod): Rgba {
  if (picture.width === width && picture.height === height) return picture;
  const lower = new Uint8Array(4 * picture.width * height);
  const down = resizeTaps(picture.height, height, method);
  const row = 4 * picture.width;
  for (let i = 0; i < row; i++) resizeLine(picture.data, i, row, lower, i, row, down);
  const data = new Uint8Array(4 * width * height);
  const across = resizeTaps(picture.width, width, method);
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < 4; channel++) {
      resizeLine(lower, y * row + channel, 4, data, 4 * y * width + channel, 4, across);
    }
  }
  return { data, width, height };
}

/** One channel along one axis, from `at` and to `to`, in steps. */
function resizeLine(
  source: Uint8Array | Uint8ClampedArray,
  at: number,
  step: number,
  target: Uint8Array,
  to: number,
  targetStep: number,
  { starts, taps, weights }: ResizeTaps,
): void {
  for (let i = 0; i < starts.length; i++, to += targetStep) {
    let sum = WEIGHT_ONE / 2;
    for (let tap = 0; tap < taps; tap++) {
      const weight = weights[i * taps + tap]!;
      if (weight > 0) sum += weight * source[at + (starts[i]! + tap) * step]!;
    }
    target[to] = sum / WEIGHT_ONE;
  }
}
