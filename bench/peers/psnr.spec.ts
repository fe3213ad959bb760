import { describe, expect, it } from '@jest/globals';
import { lumaOfPixels, lumaOfPlane, psnr } from './psnr.js';

describe('PSNR of luma', () => {
  const source = lumaOfPixels([10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40], 3);

  it('is 99 dB where no pixel differs', () => {
    const received = lumaOfPixels([10, 10, 10, 255, 20, 20, 20, 255, 30, 30, 30, 255, 40, 40, 40, 255], 4);
    expect(psnr(received, source, 0)).toBe(99);
  });

  it('is 20 log10(255 / d) where each pixel differs by d', () => {
    const received = lumaOfPixels([15, 15, 15, 25, 25, 25, 25, 25, 25, 45, 45, 45], 3);
    expect(psnr(received, source, 0)).toBeCloseTo(20 * Math.log10(255 / 5), 4);
  });

  it('compares nothing before the pixel that it is asked to begin with', () => {
    const received = lumaOfPixels([200, 0, 0, 0, 0, 200, 30, 30, 30, 40, 40, 40], 3);
    expect(psnr(received, source, 2)).toBe(99);
  });

  it('reads a plane in limited range, row by row', () => {
    expect([...lumaOfPlane([16, 235, 0, 235, 16, 0], 3, 2, 2)]).toEqual([0, 255, 255, 0]);
  });
});
