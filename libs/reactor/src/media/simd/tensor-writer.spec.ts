import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { i420Size, spreadRgb, unpackI420 } from '../i420.js';
import { writePictureTensor } from '../picture-tensor.js';
import type { TensorOptions } from '../tensor-form.js';
import { tensorArray, tensorForm } from '../tensor-form.js';
import { loadKernels } from './pixel-kernels.js';
import type { PictureBytes } from './rgba-rows.js';
import { TensorWriter } from './tensor-writer.js';

const writer = new TensorWriter(loadKernels()!);

/** Different bytes for each seed, of the whole range. */
function noise(length: number, seed: number): Uint8Array {
  let state = seed | 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state >>> 24;
  });
}

function picture(format: PictureBytes['format'], width: number, height: number, seed: number): PictureBytes {
  const size = format === 'i420' ? i420Size(width, height) : width * height * (format === 'rgb' ? 3 : 4);
  return { format, data: noise(size, seed), width, height };
}

/** By the functions without SIMD. */
function rgbaOf({ format, data, width, height }: PictureBytes): Uint8Array {
  const rgba = new Uint8Array(4 * width * height);
  if (format === 'i420') unpackI420(data, width, height, rgba);
  else if (format === 'rgb') spreadRgb(data, rgba);
  else rgba.set(data);
  return rgba;
}

/** Both ways to a tensor, as bytes. */
function bothWays(source: PictureBytes, options: TensorOptions): [Buffer, Buffer] {
  const form = tensorForm(options, source);
  const [got, expected] = [tensorArray(form), tensorArray(form)];
  writer.write(source, form, got);
  writePictureTensor({ ...source, data: rgbaOf(source) }, form, expected);
  return [Buffer.from(got.buffer), Buffer.from(expected.buffer)];
}

const side = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 150 }));
const channels = (min: number, max: number) =>
  fc.tuple(
    ...[0, 1, 2].map(() => fc.float({ min: Math.fround(min), max: Math.fround(max), noNaN: true })),
  ) as fc.Arbitrary<[number, number, number]>;
const scaling = fc.record({
  dtype: fc.constantFrom('float32', 'float16'),
  range: fc.constantFrom<[number, number][]>([0, 1], [-1, 1], [0, 255], [1, 0], [0, 1e-6], [0, 1e5]),
  mean: channels(-1, 1),
  std: channels(0.1, 2),
});
const options = fc
  .record({
    layout: fc.constantFrom('chw', 'hwc'),
    resize: fc.constantFrom('bilinear', 'area'),
    fit: fc.constantFrom('stretch', 'cover'),
    size: fc.option(fc.record({ width: side, height: side }), { nil: undefined }),
  })
  .chain((shape) =>
    fc
      .oneof(scaling, fc.constant({ dtype: 'uint8' as const }))
      .map((scaled): TensorOptions => ({ ...shape, ...scaled })),
  );

describe('a tensor written by SIMD', () => {
  it.each(['rgba', 'rgb', 'i420'] as const)('of %s has the bytes of the reference, whatever is asked for', (format) => {
    fc.assert(
      fc.property(side, side, fc.integer(), options, (width, height, seed, asked) => {
        const [got, expected] = bothWays(picture(format, width, height, seed), asked);
        expect(Buffer.compare(got, expected)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [8192, 3, { width: 8192, height: 2 }],
    [8191, 2, { width: 1, height: 1 }],
    [2, 8191, { width: 8192, height: 1 }],
    [8192, 1, { width: 2731, height: 1 }],
    [5000, 2, { width: 8192, height: 3 }],
  ])('has them at the largest sides: %ix%i to %j', (width, height, size) => {
    for (const resize of ['bilinear', 'area'] as const) {
      for (const format of ['rgba', 'rgb', 'i420'] as const) {
        const [got, expected] = bothWays(picture(format, width, height, 7), { size, resize, layout: 'hwc' });
        expect(Buffer.compare(got, expected)).toBe(0);
      }
    }
  });

  it('is of the picture as it is now, and not as it was before', () => {
    const source = picture('rgb', 20, 20, 3);
    bothWays(source, { size: { width: 7, height: 7 } });
    (source.data as Uint8Array).reverse();
    const [got, expected] = bothWays(source, { size: { width: 7, height: 7 } });
    expect(Buffer.compare(got, expected)).toBe(0);
  });
});

describe('RGBA unpacked by SIMD', () => {
  it.each(['rgb', 'i420'] as const)(
    'of %s has the bytes of the reference, and its target keeps what is beside',
    (format) => {
      fc.assert(
        fc.property(side, side, fc.integer(), (width, height, seed) => {
          const source = picture(format, width, height, seed);
          const target = new Uint8Array(4 * width * height + 40).fill(0xa5);
          const expected = target.slice();
          expected.set(rgbaOf(source));
          writer.unpack(source, target);
          expect(Buffer.compare(target, expected)).toBe(0);
        }),
        { numRuns: 150 },
      );
    },
  );
});
