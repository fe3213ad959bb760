import { describeValue, ReactorError } from '../errors/index.js';
import { checkSides } from './frame-side.js';
import type { ResizeMethod } from './resize-taps.js';
import { bitsOfHalves, classOf } from './number-array.js';
import type { TensorLayout, ValueRange } from './tensor-pixels.js';

/** The numbers of a tensor, by their type; those of `float16` are their 16 bits, as ONNX Runtime takes them. */
export interface TensorArrays {
  readonly float32: Float32Array;
  readonly float16: Uint16Array;
  readonly uint8: Uint8Array;
}

/** Element type of a tensor, by ONNX’s name. */
export type TensorType = keyof TensorArrays;

const FITS = ['stretch', 'cover'] as const;
/** How a picture of another shape gets into a tensor: distorted, or cut to its middle. */
export type TensorFit = (typeof FITS)[number];

/** How a frame becomes the numbers that a network takes. */
export interface TensorOptions<D extends TensorType = TensorType> {
  /** Pixels. @defaultValue the frame's */
  readonly size?: { readonly width: number; readonly height: number };
  /**
   * What becomes of a frame of another shape: `stretch` distorts it, `cover` cuts off what is too much at two sides.
   * @defaultValue 'stretch'
   */
  readonly fit?: TensorFit;
  /** @defaultValue 'bilinear' */
  readonly resize?: ResizeMethod;
  /** @defaultValue 'chw' */
  readonly layout?: TensorLayout;
  /** @defaultValue 'float32' */
  readonly dtype?: D;
  /** The values of black and white; `uint8` always has 0 and 255. @defaultValue [0, 1] */
  readonly range?: ValueRange;
  /** Of red, green and blue, in units of `range`; subtracted. @defaultValue [0, 0, 0] */
  readonly mean?: readonly [number, number, number];
  /** Of red, green and blue, in units of `range`; divided by. @defaultValue [1, 1, 1] */
  readonly std?: readonly [number, number, number];
}

/** A frame's numbers: `new ort.Tensor(type, data, dims)` takes them as they are. */
export interface FrameTensor<D extends TensorType = TensorType> {
  readonly type: D;
  readonly data: TensorArrays[D];
  /** `[1, 3, height, width]` in `chw`, `[1, height, width, 3]` in `hwc`. */
  readonly dims: readonly [number, number, number, number];
}

/** A rectangle of a frame. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The same, checked, with a value as `byte * scale + shift` of its channel, computed in float32. */
export interface TensorForm {
  readonly width: number;
  readonly height: number;
  readonly layout: TensorLayout;
  readonly dtype: TensorType;
  readonly resize: ResizeMethod;
  /** The part of the frame that is used, in its pixels. */
  readonly crop: Crop;
  readonly scale: readonly number[];
  readonly shift: readonly number[];
}

const ARRAYS = { float32: Float32Array, float16: Uint16Array, uint8: Uint8Array } as const;

/** Throws `bad_frame`. */
export function tensorForm(options: TensorOptions, frame: { width: number; height: number }): TensorForm {
  const {
    layout = 'chw',
    dtype = 'float32',
    resize = 'bilinear',
    fit = 'stretch',
    range = [0, 1],
    size = frame,
  } = options;
  oneOf('layout', layout, ['chw', 'hwc']);
  oneOf('dtype', dtype, Object.keys(ARRAYS));
  oneOf('resize', resize, ['bilinear', 'area']);
  oneOf('fit', fit, FITS);
  checkSides('a tensor', size);
  const isScaled = options.range !== undefined || options.mean !== undefined || options.std !== undefined;
  if (dtype === 'uint8' && isScaled && !isBytes(options)) {
    refuse('a uint8 tensor has the bytes of the frame; leave out range, mean and std, or use the dtype float32');
  }
  const [black, white] = numbers('range', range, 2);
  if (black === white) refuse(`the range of a tensor needs two different values (got ${black} for both)`);
  const mean = numbers('mean', options.mean ?? [0, 0, 0], 3);
  const std = numbers('std', options.std ?? [1, 1, 1], 3);
  if (std.includes(0)) refuse(`std divides, and must not be zero (got ${std.join(', ')})`);
  return {
    width: size.width,
    height: size.height,
    layout,
    dtype,
    resize,
    crop: fit === 'cover' ? centred(frame, size) : { x: 0, y: 0, width: frame.width, height: frame.height },
    scale: std.map((each) => Math.fround((white! - black!) / 255 / each)),
    shift: std.map((each, channel) => Math.fround((black! - mean[channel]!) / each)),
  };
}

/** How many numbers it has: 3 for each pixel. */
export function valuesOf({ width, height }: TensorForm): number {
  return 3 * width * height;
}

export function dimsOf({ width, height, layout }: TensorForm): [number, number, number, number] {
  return layout === 'chw' ? [1, 3, height, width] : [1, height, width, 3];
}

/** @param given the caller's array, checked to fit; a new one where absent. Throws `bad_frame`. */
export function tensorArray(form: TensorForm, given?: unknown): TensorArrays[TensorType] {
  const length = valuesOf(form);
  if (given === undefined) return new ARRAYS[form.dtype](length);
  const kind = classOf(given);
  const wanted = ARRAYS[form.dtype].name;
  if (kind === 'Float16Array' && form.dtype === 'float16') return fitting(form, bitsOfHalves(given as ArrayBufferView));
  if (kind !== wanted) {
    refuse(
      `the target of a ${form.dtype} tensor is a ${wanted} (got ${describeValue(given)}); create one, or leave it out`,
    );
  }
  return fitting(form, given as TensorArrays[TensorType]);
}

/** The largest part of a frame that has the shape of a size, in its middle. */
function centred(frame: { width: number; height: number }, size: { width: number; height: number }): Crop {
  const scale = Math.max(size.width / frame.width, size.height / frame.height);
  const width = Math.max(1, Math.round(size.width / scale));
  const height = Math.max(1, Math.round(size.height / scale));
  return { x: (frame.width - width) >> 1, y: (frame.height - height) >> 1, width, height };
}

function fitting(form: TensorForm, array: TensorArrays[TensorType]): TensorArrays[TensorType] {
  const length = valuesOf(form);
  if (array.length === length) return array;
  return refuse(
    `a tensor of [${dimsOf(form).join(', ')}] has ${length} values (got room for ${array.length}); create the target anew where the size changes`,
  );
}

/** Options that say what a uint8 tensor is anyway. */
function isBytes({ range = [0, 255], mean, std }: TensorOptions): boolean {
  return range[0] === 0 && range[1] === 255 && mean === undefined && std === undefined;
}

function numbers(name: string, values: readonly number[], length: number): readonly number[] {
  if (Array.isArray(values) && values.length === length && values.every((value) => Number.isFinite(value)))
    return values;
  return refuse(`${name} of a tensor is a list of ${length} numbers (got ${describeValue(values)})`);
}

function oneOf(name: string, value: unknown, choices: readonly string[]): void {
  if (choices.includes(value as string)) return;
  refuse(`${name} of a tensor is one of ${choices.join(', ')} (got ${describeValue(value)})`);
}

function refuse(message: string): never {
  throw new ReactorError('bad_frame', message);
}
