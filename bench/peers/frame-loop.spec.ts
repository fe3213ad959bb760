import { describe, expect, it } from '@jest/globals';
import { frameLoop } from './frame-loop.js';
import { lumaOfPixels, psnr } from './psnr.js';

const LOOP = { width: 64, height: 36, count: 12 };

describe('frameLoop', () => {
  it('makes the same frames each time', () => {
    const [once, again] = [0, 1].map(() => Buffer.concat([...frameLoop(LOOP)])) as [Buffer, Buffer];
    expect(once.equals(again)).toBe(true);
  });

  it('makes frames of three bytes a pixel, each another than the one before it', () => {
    const frames = [...frameLoop(LOOP)];
    expect(frames.map(({ length }) => length)).toEqual(Array<number>(12).fill(3 * 64 * 36));
    const lumas = frames.map((frame) => lumaOfPixels(frame, 3));
    for (let n = 0; n < 12; n++) expect(psnr(lumas[n]!, lumas[(n + 1) % 12]!, 0)).toBeLessThan(40);
  });
});
