import { describe, expect, it } from '@jest/globals';
import { frameSizeOf, RESOLUTIONS } from './frame-size.js';

describe('frameSizeOf', () => {
  it.each(RESOLUTIONS)('gives %s as many rows as its name says, 16 to 9, both sides even', (name) => {
    const { width, height } = frameSizeOf(name);
    expect(`${height}p`).toBe(name);
    expect(width / height).toBeCloseTo(16 / 9, 2);
    expect([width % 2, height % 2]).toEqual([0, 0]);
  });
});
