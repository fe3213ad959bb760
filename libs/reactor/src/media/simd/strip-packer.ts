import type { PackKernel, PixelKernels } from './pixel-kernels.js';

/** Pixels of a row are packed in groups of this many. */
const GROUP = 16;

// The kernels' memory, 640 KiB: a strip of rows on its way in and out, small enough to stay in a core's cache.
const STRIP_BYTES = 64 * 1024;
const FLOATS_AT = 0;
const BYTES_AT = 4 * STRIP_BYTES;
const LUMA_AT = BYTES_AT + STRIP_BYTES;
const U_AT = LUMA_AT + STRIP_BYTES;
const V_AT = U_AT + STRIP_BYTES / 2;
const HALVES_AT = V_AT + STRIP_BYTES / 2;

/** A picture's pixels: `planes` of 1 are interleaved, of 3 have each channel alone. */
export interface PixelSource {
  readonly data: Numbers;
  readonly width: number;
  readonly height: number;
  /** Values from one pixel to the next: 3 or 4 interleaved, 1 in planes. */
  readonly step: 1 | 3 | 4;
  /** For floats and halves: a byte is `value * scale + shift`, cut. */
  readonly scale?: number;
  readonly shift?: number;
}

/**
 * Packs pictures into I420 by the kernels, a strip of rows at a time: copied into their memory, packed, copied out. The
 * result has the same bytes as `packI420` and `packTensorI420` give.
 *
 * Rows have whole groups there. A row that ends within one has its last pixel twice where its width is odd, and undefined
 * ones after it, which are not copied out.
 */
export class StripPacker {
  private readonly memory: Uint8Array;
  private readonly floats: Float32Array;
  private readonly halves: Uint16Array;

  constructor(private readonly kernels: PixelKernels) {
    this.memory = new Uint8Array(kernels.memory.buffer);
    this.floats = new Float32Array(kernels.memory.buffer, FLOATS_AT, STRIP_BYTES);
    this.halves = new Uint16Array(kernels.memory.buffer, HALVES_AT, STRIP_BYTES);
  }

  /** @param target at least `i420Size(width, height)` bytes */
  pack(source: PixelSource, target: Uint8Array): void {
    const { width, height, step } = source;
    const { memory } = this;
    const kernel = this.kernelFor(step);
    const planes = step === 1 ? 3 : 1;
    const groups = Math.ceil(width / GROUP);
    const padded = groups * GROUP;
    const stride = padded * step;
    // At 8192 pixels, the widest, two rows of RGBA.
    const stripRows = Math.floor(STRIP_BYTES / (stride * planes) / 2) * 2;
    const chromaWidth = (width + 1) >> 1;
    const uAt = width * height;
    const vAt = uAt + chromaWidth * ((height + 1) >> 1);
    for (let top = 0; top < height; top += stripRows) {
      const rows = Math.min(stripRows, height - top);
      const pairs = (rows + 1) >> 1;
      const plane = 2 * pairs * stride;
      for (let i = 0; i < planes; i++) {
        const from = (i * height + top) * width * step;
        this.load(source, from, BYTES_AT + i * plane, rows, stride);
      }
      kernel(BYTES_AT, stride, plane, LUMA_AT, U_AT, V_AT, groups, pairs);
      copyRows(memory, LUMA_AT, padded, target, top * width, width, width, rows);
      const chromaTop = (top >> 1) * chromaWidth;
      copyRows(memory, U_AT, padded / 2, target, uAt + chromaTop, chromaWidth, chromaWidth, pairs);
      copyRows(memory, V_AT, padded / 2, target, vAt + chromaTop, chromaWidth, chromaWidth, pairs);
    }
  }

  private kernelFor(step: 1 | 3 | 4): PackKernel {
    const { packPlanes, packRgb, packRgba } = this.kernels;
    return step === 1 ? packPlanes : step === 3 ? packRgb : packRgba;
  }

  /** Brings rows of one plane into memory as bytes, an odd last row twice, and so the last pixel of an odd row. */
  private load(source: PixelSource, from: number, to: number, rows: number, stride: number): void {
    const { data, width, step, scale, shift } = source;
    const { memory } = this;
    const length = width * step;
    if (scale === undefined || shift === undefined) {
      copyRows(data, from, length, memory, to, stride, length, rows);
    } else {
      if (data.BYTES_PER_ELEMENT === Uint16Array.BYTES_PER_ELEMENT) {
        copyRows(data, from, length, this.halves, 0, stride, length, rows);
        this.kernels.widenHalves(HALVES_AT, FLOATS_AT, (rows * stride) / 8);
      } else {
        copyRows(data, from, length, this.floats, 0, stride, length, rows);
      }
      this.kernels.quantize(FLOATS_AT, to, (rows * stride) / GROUP, scale, shift);
    }
    if (width % 2 === 1) {
      for (let end = to + length; end < to + rows * stride; end += stride) memory.copyWithin(end, end - step, end);
    }
    if (rows % 2 === 1) memory.copyWithin(to + rows * stride, to + (rows - 1) * stride, to + rows * stride);
  }
}

type Numbers = Uint8Array | Uint8ClampedArray | Uint16Array | Float32Array;

/** Copies rows of `length` numbers between places where rows are strides apart, at once where nothing is between them. */
function copyRows(
  source: Numbers,
  from: number,
  sourceStride: number,
  target: Numbers,
  to: number,
  targetStride: number,
  length: number,
  rows: number,
): void {
  if (sourceStride === length && targetStride === length) {
    target.set(source.subarray(from, from + length * rows), to);
    return;
  }
  for (let row = 0; row < rows; row++, from += sourceStride, to += targetStride) {
    target.set(source.subarray(from, from + length), to);
  }
}
