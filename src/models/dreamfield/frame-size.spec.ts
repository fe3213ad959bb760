import { describe, expect, it } from '@jest/globals';
import { frameSizeOf, RESOLUTIONS } from './frame-size.js';

describe('frameSizeOf', () => {
  it.each(RESOLUTIONS)(
    'gives %s as many rows as its name says, wide and even, on a grid no finer than the picture',
    (name) => {
      const { width, height, grid } = frameSizeOf(name);
      expect(`${height}p`).toBe(name);
      expect(width / height).toBeCloseTo(16 / 9, 2);
      expect([width % 2, height % 2]).toEqual([0, 0]);
      expect(grid.columns * 2).toBeLessThanOrEqual(width);
      expect(grid.columns / grid.rows).toBeCloseTo(16 / 9, 1);
    },
  );
});
