import { describeValue, ReactorError } from '../../errors/index.js';
import { encodeHalf } from '../../media/half-float.js';
import { describeValueInfo, isFixed, type OnnxValueInfo } from './onnx-value-info.js';

/** Numbers in any array. */
export type OnnxNumbers = ArrayLike<number> | ArrayLike<bigint>;

/**
 * A value for an input of a network: a number or a boolean, numbers, or numbers and their shape. They become what the
 * file declares: 0.5 for a `float32[1]`, 3 for an `int64[1]`. The shape may be left out where at most one of its sizes is
 * the caller's.
 */
export type OnnxInput =
  number | bigint | boolean | OnnxNumbers | { readonly data: OnnxNumbers; readonly dims: readonly number[] };

/** By the names of the inputs. */
export type OnnxInputs = Readonly<Record<string, OnnxInput>>;

/** What a tensor of ONNX Runtime is made of. */
export interface OnnxFeed {
  readonly type: string;
  readonly data: ArrayBufferView;
  readonly dims: readonly number[];
}

interface NumberArray {
  readonly of: (numbers: ArrayLike<number | bigint>) => ArrayBufferView;
  readonly name: string;
}

const numeric = (TypedArray: {
  from(numbers: ArrayLike<number>): ArrayBufferView;
  readonly name: string;
}): NumberArray => ({
  of: (numbers) => TypedArray.from(Array.from(numbers as ArrayLike<number>, Number)),
  name: TypedArray.name,
});

const wide = (TypedArray: {
  from(numbers: ArrayLike<bigint>): ArrayBufferView;
  readonly name: string;
}): NumberArray => ({
  of: (numbers) => TypedArray.from(Array.from(numbers as ArrayLike<number>, BigInt)),
  name: TypedArray.name,
});

/** The array that ONNX Runtime wants for each type. */
const ARRAYS: Readonly<Record<string, NumberArray>> = {
  float32: numeric(Float32Array),
  float64: numeric(Float64Array),
  float16: {
    of: (numbers) => Uint16Array.from(Array.from(numbers as ArrayLike<number>, Number), encodeHalf),
    name: 'Uint16Array',
  },
  int8: numeric(Int8Array),
  uint8: numeric(Uint8Array),
  int16: numeric(Int16Array),
  uint16: numeric(Uint16Array),
  int32: numeric(Int32Array),
  uint32: numeric(Uint32Array),
  int64: wide(BigInt64Array),
  uint64: wide(BigUint64Array),
  bool: numeric(Uint8Array),
};

/**
 * A value in the type and shape of its input. An array of that type is passed on without a copy; of float16 that is a
 * `Uint16Array` of bits. Throws `bad_declaration`.
 */
export function onnxFeed(info: OnnxValueInfo, value: OnnxInput): OnnxFeed {
  const array = ARRAYS[info.type];
  if (array === undefined) refuse(info, `has a type that only OnnxRuntime.load can feed; use its session`);
  const { numbers, dims } = partsOf(info, value);
  const length = dims.reduce((product, size) => product * size, 1);
  if (numbers.length !== length)
    refuse(info, `needs ${length} numbers for [${dims.join(', ')}] (got ${numbers.length})`);
  const data =
    ArrayBuffer.isView(numbers) && (numbers as unknown as Uint8Array)[Symbol.toStringTag] === array.name
      ? numbers
      : converted(info, array, numbers);
  return { type: info.type, data, dims };
}

function partsOf(info: OnnxValueInfo, value: OnnxInput): { numbers: OnnxNumbers; dims: readonly number[] } {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    const numbers = [Number(value)];
    return { numbers, dims: dimsFor(info, 1) };
  }
  if (typeof value !== 'object' || value === null)
    refuse(info, `cannot be ${describeValue(value)}; return a number or an array of numbers`);
  if ('dims' in value) return { numbers: value.data, dims: value.dims };
  return { numbers: value, dims: dimsFor(info, value.length) };
}

/** The shape of the file, with so many numbers in it. */
function dimsFor(info: OnnxValueInfo, length: number): number[] {
  const open = info.shape.filter((size) => !isFixed(size)).length;
  const known = info.shape.reduce<number>((product, size) => (isFixed(size) ? product * size : product), 1);
  if (open > 1 && length !== known) refuse(info, 'has several open sizes; return { data, dims } for it');
  return info.shape.map((size) => (isFixed(size) ? size : Math.floor(length / known)));
}

function converted(info: OnnxValueInfo, array: NumberArray, numbers: OnnxNumbers): ArrayBufferView {
  try {
    return array.of(numbers);
  } catch (error) {
    // BigInt(0.5) throws a RangeError.
    return refuse(info, `takes whole numbers (${(error as Error).message})`);
  }
}

function refuse(info: OnnxValueInfo, what: string): never {
  throw new ReactorError('bad_declaration', `the input ${describeValueInfo(info)} ${what}`);
}
