import { describe, expect, it } from '@jest/globals';
import { PNG } from 'pngjs';
import { encodePng } from './encode-png.js';

describe('encodePng', () => {
  it.each([
    [1, 1],
    [3, 2],
    [17, 300],
    [640, 360],
  ])('writes a picture of %ix%i that another decoder reads', async (width, height) => {
    const rgba = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) =>
      i % 4 === 3 ? 255 : (i * 31 + (i >> 5) * 7) % 256,
    );
    const png = PNG.sync.read(await encodePng(width, height, rgba));
    expect([png.width, png.height]).toEqual([width, height]);
    expect(Buffer.compare(png.data, Buffer.from(rgba))).toBe(0);
  });
});
