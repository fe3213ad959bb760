import { describe, expect, it } from '@jest/globals';
import { encodeHalf } from '../../media/half-float.js';
import { onnxFeed, type OnnxInput } from './onnx-feed.js';

const info = (type: string, ...shape: (number | string)[]) => ({ name: 'x', type, shape });

describe('a value for an input of a network', () => {
  it.each<[OnnxInput, ReturnType<typeof info>, ArrayLike<unknown>, number[]]>([
    [0.5, info('float32', 1), Float32Array.of(0.5), [1]],
    [0.5, info('float32'), Float32Array.of(0.5), []],
    [3, info('int64', 1, 1), BigInt64Array.of(3n), [1, 1]],
    [7n, info('uint64', 'n'), BigUint64Array.of(7n), [1]],
    [true, info('bool', 1), Uint8Array.of(1), [1]],
    [[1, -2], info('int32', 2), Int32Array.of(1, -2), [2]],
    [[1, 2, 3, 4], info('float64', 'batch', 2), Float64Array.of(1, 2, 3, 4), [2, 2]],
    [[0.1], info('float16', 1), Uint16Array.of(encodeHalf(0.1)), [1]],
    [Uint8Array.of(1, 2), info('float32', 1, 2), Float32Array.of(1, 2), [1, 2]],
    [{ data: [1, 2], dims: [2, 1] }, info('float32', 'a', 'b'), Float32Array.of(1, 2), [2, 1]],
    [5, info('float32', 'a', 'b'), Float32Array.of(5), [1, 1]],
  ])('is what its file declares: %j for %j', (value, wanted, data, dims) => {
    expect(onnxFeed(wanted, value)).toEqual({ type: wanted.type, data, dims });
  });

  it.each([
    ['float32', Float32Array.of(1, 2)],
    ['int64', BigInt64Array.of(1n, 2n)],
    ['float16', Uint16Array.of(0x3c00, 0)],
    ['uint8', Uint8Array.of(1, 2)],
  ])('of the type %s is not copied where it has that already', (type, array) => {
    expect(onnxFeed(info(type, 2), array).data).toBe(array);
  });

  it.each<[string, OnnxInput, ReturnType<typeof info>, string]>([
    ['too few', [1, 2], info('float32', 1, 3), 'x float32[1, 3] needs 3 numbers for [1, 3] (got 2)'],
    ['no multiple', [1, 2, 3], info('float32', 'n', 2), 'needs 2 numbers for [1, 2] (got 3)'],
    ['two open sizes', [1, 2], info('float32', 'a', 'b'), 'has several open sizes; return { data, dims } for it'],
    ['a fraction', 0.5, info('int64', 1), 'takes whole numbers'],
    ['a text', 'edges' as never, info('int64', 1), 'cannot be string "edges"; return a number or an array'],
    ['an unknown type', 1, info('string', 1), 'has a type that only OnnxRuntime.load can feed'],
  ])('is refused: %s', (_, value, wanted, message) => {
    expect(() => onnxFeed(wanted, value)).toThrow(
      expect.objectContaining({ code: 'bad_declaration', message: expect.stringContaining(message) }),
    );
  });
});
