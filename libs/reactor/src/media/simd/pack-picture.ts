import { packI420 } from '../i420.js';
import { packTensorI420, readingOf, type TensorPixels } from '../tensor-pixels.js';
import { loadKernels } from './pixel-kernels.js';
import { StripPacker } from './strip-packer.js';

let packer: StripPacker | 'none' | undefined;

/** One for each thread, made for its first picture. */
function packerOfThread(): StripPacker | 'none' {
  if (packer === undefined) {
    const kernels = loadKernels();
    packer = kernels === undefined ? 'none' : new StripPacker(kernels);
  }
  return packer;
}

/** `packI420` by SIMD where the machine has it: the same bytes in a sixth of the time. */
export function packPicture(
  data: Uint8Array | Uint8ClampedArray,
  step: 3 | 4,
  width: number,
  height: number,
  target: Uint8Array,
): void {
  const simd = packerOfThread();
  if (simd === 'none') packI420(data, step, width, height, target);
  else simd.pack({ data, width, height, step }, target);
}

/** `packTensorI420` by SIMD where the machine has it, and its numbers are floats or halves, or bytes from 0 to 255. */
export function packTensor(pixels: TensorPixels, target: Uint8Array): void {
  const { data, width, height, layout } = pixels;
  const [black, white] = pixels.range;
  const simd = packerOfThread();
  const areBytes = data.BYTES_PER_ELEMENT === Uint8Array.BYTES_PER_ELEMENT;
  if (simd === 'none' || (areBytes && !(black === 0 && white === 255))) {
    packTensorI420(pixels, target);
    return;
  }
  const { scale, shift } = readingOf(pixels);
  const step = layout === 'chw' ? 1 : 3;
  simd.pack({ data, width, height, step, ...(areBytes ? {} : { scale, shift }) }, target);
}
