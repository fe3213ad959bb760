import { KERNEL_BYTES } from './kernel-bytes.js';

/**
 * Packs pairs of rows to I420, 16 pixels a group. All but the counts are addresses or distances in the kernels' memory.
 *
 * @param input first of `2 * pairs` rows of `stride` bytes
 * @param plane from red to green and from green to blue, where each is a plane
 * @param luma rows of `16 * groups` bytes; rows of `u` and `v` have half of that
 */
export type PackKernel = (
  input: number,
  stride: number,
  plane: number,
  luma: number,
  u: number,
  v: number,
  groups: number,
  pairs: number,
) => void;

/**
 * Writes a row of RGBA as values of a tensor, 4 pixels a group.
 *
 * @param plane from one channel's values to the next, where each is a plane
 * @param constants three vectors of 4 scales and three of shifts, in float32; not read for bytes
 */
export type TensorKernel = (input: number, output: number, plane: number, constants: number, groups: number) => void;

/** What `scripts/pixel-kernels` exports: one instance of it works on one picture at a time. */
export interface PixelKernels {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly packRgb: PackKernel;
  readonly packRgba: PackKernel;
  readonly packPlanes: PackKernel;
  /** Writes `value * scale + shift` of 16 floats a group, cut to whole numbers of 0 to 255, NaN as 0. */
  readonly quantize: (input: number, output: number, groups: number, scale: number, shift: number) => void;
  /** Writes 8 numbers of float16 a group as floats. */
  readonly widenHalves: (input: number, output: number, groups: number) => void;
  /** Writes a row of I420 as RGBA, 16 pixels a group. */
  readonly unpackRow: (y: number, u: number, v: number, output: number, groups: number) => void;
  /** Writes a row of RGB as RGBA, 16 pixels a group. Reads 4 bytes beyond it. */
  readonly spreadRow: (input: number, output: number, groups: number) => void;
  /** Adds two rows of RGBA to sums of 32 bits, by the weights in the low and the high half; 4 pixels a group. */
  readonly addRows: (one: number, other: number, weights: number, sums: number, groups: number) => void;
  /** Writes sums as bytes, without the 14 bits of their weights; 4 pixels a group. */
  readonly cutSums: (sums: number, output: number, groups: number) => void;
  /**
   * Writes a row of RGBA in another width.
   *
   * @param starts of each pixel, the byte of the row that it begins at, in 32 bits
   * @param weights of each pixel, `2 * pairs` of 16 bits
   */
  readonly resizeRow: (
    input: number,
    starts: number,
    weights: number,
    pairs: number,
    output: number,
    pixels: number,
  ) => void;
  readonly planesOfFloat32: TensorKernel;
  readonly planesOfFloat16: TensorKernel;
  readonly planesOfUint8: TensorKernel;
  readonly pixelsOfFloat32: TensorKernel;
  readonly pixelsOfFloat16: TensorKernel;
  readonly pixelsOfUint8: TensorKernel;
}

/** The part of the global `WebAssembly` that is used; types without a browser do not have it. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

/** @returns undefined where the processor has no SIMD that V8 uses, or under `--jitless` */
export function loadKernels(): PixelKernels | undefined {
  const { WebAssembly: api } = globalThis as { WebAssembly?: WebAssemblyApi };
  const bytes = Buffer.from(KERNEL_BYTES, 'base64');
  if (api?.validate(bytes) !== true) return undefined;
  return new api.Instance(new api.Module(bytes)).exports as PixelKernels;
}
