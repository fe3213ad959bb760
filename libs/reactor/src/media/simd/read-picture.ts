import { spreadRgb, unpackI420 } from '../i420.js';
import { writePictureTensor } from '../picture-tensor.js';
import type { TensorArrays, TensorForm, TensorType } from '../tensor-form.js';
import { loadKernels } from './pixel-kernels.js';
import type { PictureBytes } from './rgba-rows.js';
import { TensorWriter } from './tensor-writer.js';

let writer: TensorWriter | 'none' | undefined;

/** One for each thread, made for its first picture. */
function writerOfThread(): TensorWriter | 'none' {
  if (writer === undefined) {
    const kernels = loadKernels();
    writer = kernels === undefined ? 'none' : new TensorWriter(kernels);
  }
  return writer;
}

/** `writePictureTensor` by SIMD where the machine has it: the same numbers in a fraction of the time. */
export function writeTensor(picture: PictureBytes, form: TensorForm, target: TensorArrays[TensorType]): void {
  const simd = writerOfThread();
  if (simd !== 'none') {
    simd.write(picture, form, target);
    return;
  }
  const { width, height } = picture;
  writePictureTensor({ data: toRgba(picture), width, height }, form, target);
}

/** Writes a picture as RGBA with full alpha. @param target `width * height * 4` bytes */
export function unpackPicture(picture: PictureBytes, target: Uint8Array | Uint8ClampedArray): void {
  const simd = writerOfThread();
  if (simd === 'none') target.set(toRgba(picture));
  else simd.unpack(picture, target);
}

function toRgba({ format, data, width, height }: PictureBytes): Uint8Array | Uint8ClampedArray {
  if (format === 'rgba') return data;
  const rgba = new Uint8ClampedArray(4 * width * height);
  if (format === 'i420') unpackI420(data, width, height, rgba);
  else spreadRgb(data, rgba);
  return rgba;
}
