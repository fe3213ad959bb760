import { MAX_SIDE } from '../frame-side.js';
import type { TensorArrays, TensorForm, TensorType } from '../tensor-form.js';
import { KernelMemory } from './kernel-memory.js';
import type { PixelKernels, TensorKernel } from './pixel-kernels.js';
import { type PictureBytes, RgbaRows } from './rgba-rows.js';
import { RowResizer } from './row-resizer.js';

/** Pixels of a row become values in groups of this many. */
const GROUP = 4;

/** Three vectors of 4 scales and three of shifts. */
const CONSTANTS = 24;

/** Writes pictures as tensors, and as RGBA, by the kernels: row by row, with the bytes of `writePictureTensor`. */
export class TensorWriter {
  private readonly memory: KernelMemory;
  private readonly source: RgbaRows;
  private readonly resizer: RowResizer;
  private readonly row: number;
  private readonly output: number;
  private readonly constants: number;
  private readonly constantsArray: Float32Array;
  private readonly views: TensorArrays;

  constructor(private readonly kernels: PixelKernels) {
    this.memory = new KernelMemory(kernels);
    this.source = new RgbaRows(kernels, this.memory, MAX_SIDE);
    this.resizer = new RowResizer(kernels, this.memory, this.source, MAX_SIDE);
    this.row = this.memory.place(4 * MAX_SIDE);
    this.output = this.memory.place(3 * MAX_SIDE * Float32Array.BYTES_PER_ELEMENT);
    this.constants = this.memory.place(CONSTANTS * Float32Array.BYTES_PER_ELEMENT);
    const { bytes } = this.memory;
    this.constantsArray = new Float32Array(bytes.buffer, this.constants, CONSTANTS);
    this.views = {
      float32: new Float32Array(bytes.buffer),
      float16: new Uint16Array(bytes.buffer),
      uint8: bytes,
    };
  }

  /** @param target with room for 3 numbers a pixel, of the form's type */
  write(picture: PictureBytes, form: TensorForm, target: TensorArrays[TensorType]): void {
    const { width, height, layout, dtype, crop } = form;
    const kernel = this.kernelFor(form);
    const view = this.views[dtype];
    const size = view.BYTES_PER_ELEMENT;
    const groups = Math.ceil(width / GROUP);
    const plane = groups * GROUP;
    const first = this.output / size;
    const isResized = crop.width !== width || crop.height !== height;
    const row = isResized ? this.row : this.row + 4 * crop.x;
    this.placeConstants(form);
    if (isResized) this.resizer.begin(form);
    for (let y = 0; y < height; y++) {
      if (isResized) this.resizer.write(picture, form, y, this.row);
      else this.source.load(picture, crop.y + y, this.row);
      kernel(row, this.output, plane * size, this.constants, groups);
      if (layout === 'hwc') {
        target.set(view.subarray(first, first + 3 * width), 3 * y * width);
      } else {
        for (let channel = 0, from = first; channel < 3; channel++, from += plane) {
          target.set(view.subarray(from, from + width), (channel * height + y) * width);
        }
      }
    }
  }

  /** @param target `width * height * 4` bytes */
  unpack(picture: PictureBytes, target: Uint8Array | Uint8ClampedArray): void {
    const row = 4 * picture.width;
    for (let y = 0; y < picture.height; y++) {
      this.source.load(picture, y, this.row);
      target.set(this.memory.bytes.subarray(this.row, this.row + row), y * row);
    }
  }

  private kernelFor({ layout, dtype }: TensorForm): TensorKernel {
    const { kernels } = this;
    const [planes, pixels] = {
      float32: [kernels.planesOfFloat32, kernels.pixelsOfFloat32],
      float16: [kernels.planesOfFloat16, kernels.pixelsOfFloat16],
      uint8: [kernels.planesOfUint8, kernels.pixelsOfUint8],
    }[dtype] as [TensorKernel, TensorKernel];
    return layout === 'chw' ? planes : pixels;
  }

  /** Each value of the three vectors has the channel that the kernels put there. */
  private placeConstants({ layout, scale, shift }: TensorForm): void {
    for (let i = 0; i < 12; i++) {
      const channel = layout === 'chw' ? i >> 2 : i % 3;
      this.constantsArray[i] = scale[channel]!;
      this.constantsArray[12 + i] = shift[channel]!;
    }
  }
}
