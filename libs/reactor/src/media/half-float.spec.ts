import { describe, expect, it } from '@jest/globals';
import { decodeHalf, encodeHalf } from './half-float.js';

describe('float16', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [0.1, 0x2e66],
    [1 / 3, 0x3555],
    [65504, 0x7bff],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [-Infinity, 0xfc00],
    [Number.NaN, 0x7e00],
    // The least normal number, the largest and the least below it, and what is nearer to zero.
    [2 ** -14, 0x0400],
    [1023 * 2 ** -24, 0x03ff],
    [2 ** -24, 0x0001],
    [2 ** -26, 0x0000],
    // Halfway between two: the even one.
    [2049, 0x6800],
    [2051, 0x6802],
    [2 ** -25, 0x0000],
    [3 * 2 ** -25, 0x0002],
  ])('of %d has the bits %d', (value, half) => {
    expect(encodeHalf(value)).toBe(half);
  });

  it('of each number that has one is exact, and back', () => {
    const differing: number[] = [];
    for (let half = 0; half < 65_536; half++) {
      const value = decodeHalf(half);
      if (!Number.isNaN(value) && encodeHalf(value) !== half) differing.push(half);
    }
    expect(differing).toEqual([]);
    expect(decodeHalf(0x2e66)).toBe(0.0999755859375);
    expect(decodeHalf(0x7c01)).toBeNaN();
  });
});
