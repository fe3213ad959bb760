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

/** What `scripts/pixel-kernels` exports: one instance of it works on one picture at a time. */
export interface PixelKernels {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly packRgb: PackKernel;
  readonly packRgba: PackKernel;
  readonly packPlanes: PackKernel;
  /** Writes `value * scale + shift` of 16 floats a group, cut to whole numbers of 0 to 255, NaN as 0. */
  readonly quantize: (input: number, output: number, groups: number, scale: number, shift: number) => void;
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
