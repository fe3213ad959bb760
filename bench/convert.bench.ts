import { i420Size, packI420 } from '../libs/reactor/src/media/i420.js';
import { loadKernels } from '../libs/reactor/src/media/simd/pixel-kernels.js';
import { type PixelSource, StripPacker } from '../libs/reactor/src/media/simd/strip-packer.js';
import { packTensorI420 } from '../libs/reactor/src/media/tensor-pixels.js';
import { medians } from './medians.js';

const SIZES = [
  [640, 360],
  [1280, 720],
  [1920, 1080],
  [1279, 719],
] as const;

/** The conversion of a model's picture to I420 in its worker: JavaScript against SIMD, copies in and out included. */
function main(): void {
  const kernels = loadKernels();
  if (kernels === undefined) {
    console.log('No WebAssembly SIMD here: pictures are converted by JavaScript');
    return;
  }
  const packer = new StripPacker(kernels);
  console.log('| size | pixels | JavaScript ms | SIMD ms |\n|---|---|---|---|');
  for (const [width, height] of SIZES) {
    const target = new Uint8Array(i420Size(width, height));
    const bytes = Uint8Array.from({ length: 4 * width * height }, () => 256 * Math.random());
    const floats = Float32Array.from({ length: 3 * width * height }, () => Math.random());
    const print = (
      name: string,
      reference: () => void,
      source: Pick<PixelSource, 'data' | 'step' | 'scale' | 'shift'>,
    ) => {
      const [js, simd] = medians([reference, () => packer.pack({ ...source, width, height }, target)]);
      console.log(`| ${width}x${height} | ${name} | ${js} | ${simd} |`);
    };
    for (const step of [3, 4] as const) {
      const data = bytes.subarray(0, step * width * height);
      print(step === 3 ? 'RGB' : 'RGBA', () => packI420(data, step, width, height, target), { data, step });
    }
    for (const layout of ['chw', 'hwc'] as const) {
      const pixels = { data: floats, width, height, layout, range: [0, 1] } as const;
      const step = layout === 'chw' ? 1 : 3;
      print(`float tensor, ${layout}`, () => packTensorI420(pixels, target), {
        data: floats,
        step,
        scale: 255,
        shift: 0.5,
      });
    }
  }
}

main();
