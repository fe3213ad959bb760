import type { PixelFormat } from '../video-frame.js';
import type { KernelMemory } from './kernel-memory.js';
import type { PixelKernels } from './pixel-kernels.js';

/** Pixels of a row are unpacked in groups of this many. */
const GROUP = 16;

/** A picture's bytes, as `VideoFrame` describes them. */
export interface PictureBytes {
  readonly format: PixelFormat;
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Brings rows of a picture into the kernels' memory as RGBA, whatever its format. */
export class RgbaRows {
  private readonly input: number;
  /** Of the chroma planes, beside the input of luma. */
  private readonly u: number;
  private readonly v: number;

  /** @param maxWidth the widest picture */
  constructor(
    private readonly kernels: PixelKernels,
    private readonly memory: KernelMemory,
    maxWidth: number,
  ) {
    // `spreadRow` reads up to 4 bytes beyond its row.
    this.input = memory.place(3 * maxWidth + GROUP);
    this.u = this.input + maxWidth;
    this.v = this.u + maxWidth / 2;
  }

  /** Writes row `y` to address `to`; beyond the row's end up to 15 pixels are undefined. */
  load({ format, data, width, height }: PictureBytes, y: number, to: number): void {
    const { bytes } = this.memory;
    const groups = Math.ceil(width / GROUP);
    if (format === 'rgba') {
      bytes.set(data.subarray(4 * y * width, 4 * (y + 1) * width), to);
    } else if (format === 'rgb') {
      bytes.set(data.subarray(3 * y * width, 3 * (y + 1) * width), this.input);
      this.kernels.spreadRow(this.input, to, groups);
    } else {
      const chromaWidth = (width + 1) >> 1;
      const u = width * height + (y >> 1) * chromaWidth;
      const v = u + chromaWidth * ((height + 1) >> 1);
      bytes.set(data.subarray(y * width, (y + 1) * width), this.input);
      bytes.set(data.subarray(u, u + chromaWidth), this.u);
      bytes.set(data.subarray(v, v + chromaWidth), this.v);
      this.kernels.unpackRow(this.input, this.u, this.v, to, groups);
    }
  }
}
