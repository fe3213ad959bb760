import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { i420Size, packI420 } from '../i420.js';
import { packTensorI420, readingOf, type TensorLayout } from '../tensor-pixels.js';
import { loadKernels } from './pixel-kernels.js';
import { StripPacker } from './strip-packer.js';

const ROOT = join(import.meta.dirname, '../../../../..');
const packer = new StripPacker(loadKernels()!);

/** Beside its picture, a target keeps what it had. */
const BESIDE = 40;

function planesOf(width: number, height: number, pack: (target: Uint8Array) => void): Uint8Array {
  const target = new Uint8Array(i420Size(width, height) + BESIDE).fill(0xa5);
  pack(target);
  return target;
}

/** Different bytes for each seed, of the whole range, and as long as asked for. */
function noise(length: number, seed: number): Uint8Array {
  let state = seed | 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state >>> 24;
  });
}

const side = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 400 }));

describe('pixels packed by SIMD', () => {
  it.each([3, 4] as const)('have the bytes of the reference, %i a pixel, at any size', (step) => {
    fc.assert(
      fc.property(side, side, fc.integer(), fc.boolean(), (width, height, seed, clamped) => {
        const bytes = noise(width * height * step, seed);
        const data = clamped ? new Uint8ClampedArray(bytes) : bytes;
        const expected = planesOf(width, height, (target) => packI420(bytes, step, width, height, target));
        const got = planesOf(width, height, (target) => packer.pack({ data, width, height, step }, target));
        expect(Buffer.compare(got, expected)).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    [8192, 3],
    [8191, 2],
    [3, 8191],
  ])('have them at %ix%i, the largest sides', (width, height) => {
    for (const step of [3, 4] as const) {
      const data = noise(width * height * step, 7);
      const expected = planesOf(width, height, (target) => packI420(data, step, width, height, target));
      const got = planesOf(width, height, (target) => packer.pack({ data, width, height, step }, target));
      expect(Buffer.compare(got, expected)).toBe(0);
    }
  });

  it.each(['chw', 'hwc'] as const)('have those of a tensor in %s, whatever its numbers', (layout: TensorLayout) => {
    const range = fc.constantFrom([0, 1], [-1, 1], [0, 255], [1, 0], [0.1, 0.7] as const);
    const odd = fc.array(fc.float(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(side, side, fc.integer(), range, odd, (width, height, seed, [black = 0, white = 1], values) => {
        const data = Float32Array.from(
          noise(width * height * 3, seed),
          (byte, i) => black + ((byte + (i % 3) * 0.3) / 255) * (white - black),
        );
        values.forEach((value, i) => (data[(i * 97) % data.length] = value));
        const pixels = { data, width, height, layout, range: [black, white] as const };
        const step = layout === 'chw' ? 1 : 3;
        const expected = planesOf(width, height, (target) => packTensorI420(pixels, target));
        const { scale, shift } = readingOf(pixels);
        const got = planesOf(width, height, (target) =>
          packer.pack({ data, width, height, step, scale, shift }, target),
        );
        expect(Buffer.compare(got, expected)).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('leave their source as it was', () => {
    const data = noise(33 * 17 * 3, 5);
    const before = data.slice();
    planesOf(33, 17, (target) => packer.pack({ data, width: 33, height: 17, step: 3 }, target));
    expect(data).toEqual(before);
  });
});

describe('the kernels', () => {
  it('are what their source assembles to', () => {
    execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-kernels.mjs'), '--check']);
  });

  it('are not there where V8 runs no WebAssembly', () => {
    const { WebAssembly: api } = globalThis as { WebAssembly?: unknown };
    try {
      Reflect.set(globalThis, 'WebAssembly', undefined);
      expect(loadKernels()).toBeUndefined();
    } finally {
      Reflect.set(globalThis, 'WebAssembly', api);
    }
  });
});
