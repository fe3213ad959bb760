import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UploadedFile } from '@nestjs-reactor/core';
import { encode as encodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import { decodeImage } from './decode-image.js';
import { coverWith } from './fit-image.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'decode-image-'))));
afterAll(() => rm(folder, { recursive: true }));

async function uploaded(bytes: Buffer, mimeType: string): Promise<UploadedFile> {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return new UploadedFile('a file', mimeType, mimeType, bytes.length, path);
}

/** 32 by 16: the left half red, the right half blue. */
function halves(): { width: number; height: number; data: Buffer } {
  const row = Array.from({ length: 32 }, (_, x) => (x < 16 ? [250, 0, 0, 255] : [0, 0, 250, 255])).flat();
  return { width: 32, height: 16, data: Buffer.from(Array.from({ length: 16 }, () => row).flat()) };
}

function png(): Buffer {
  const { width, height, data } = halves();
  return PNG.sync.write(Object.assign(new PNG({ width, height }), { data }));
}

/** The same as a JPEG that was taken with the camera held as Exif numbers it. */
function photo(orientation: number, little = true): Buffer {
  const jpeg = encodeJpeg(halves(), 95).data;
  const tiff = Buffer.alloc(26);
  const uint16 = (value: number, at: number) =>
    little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  tiff.write(little ? 'II' : 'MM', 'latin1');
  uint16(42, 2);
  if (little) tiff.writeUInt32LE(8, 4);
  else tiff.writeUInt32BE(8, 4);
  uint16(1, 8);
  uint16(0x0112, 10);
  uint16(3, 12);
  uint16(orientation, 18);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, body.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

/** Where the red half is. */
function redSide({ width, height, data }: { width: number; height: number; data: Uint8Array }): string {
  const red = (x: number, y: number): boolean => data[4 * (y * width + x)]! > 128;
  const corners = [red(0, 0), red(width - 1, 0), red(0, height - 1), red(width - 1, height - 1)];
  const sides: Record<string, string> = { '1010': 'left', '0101': 'right', '1100': 'top', '0011': 'bottom' };
  return `${width}x${height} ${sides[corners.map(Number).join('')] ?? 'neither'}`;
}

describe('decodeImage', () => {
  it('reads a PNG', async () => {
    expect(redSide((await decodeImage(await uploaded(png(), 'image/png')))!)).toBe('32x16 left');
  });

  it.each([
    [1, '32x16 left'],
    [2, '32x16 right'],
    [3, '32x16 right'],
    [4, '32x16 left'],
    [5, '16x32 top'],
    [6, '16x32 top'],
    [7, '16x32 bottom'],
    [8, '16x32 bottom'],
    [99, '32x16 left'],
  ])('reads a JPEG of orientation %d upright', async (orientation, expected) => {
    for (const little of [true, false]) {
      const image = await decodeImage(await uploaded(photo(orientation, little), 'image/jpeg'));
      expect(redSide(image!)).toBe(expected);
    }
  });

  it('reads a JPEG whose Exif points outside of it as it is', async () => {
    const broken = photo(6);
    broken.writeUInt32LE(9_999, 2 + 4 + 6 + 4);
    expect(redSide((await decodeImage(await uploaded(broken, 'image/jpeg')))!)).toBe('32x16 left');
  });

  it.each([
    ['a text', Buffer.from('hello'), 'text/plain'],
    ['a text that claims to be a PNG', Buffer.from('hello'), 'image/png'],
    ['a text that claims to be a JPEG', Buffer.from('hello'), 'image/jpeg'],
    ['half a PNG', png().subarray(0, 60), 'image/png'],
    ['an empty file', Buffer.alloc(0), 'image/png'],
    ['a picture of another kind', Buffer.from('GIF89a'), 'image/gif'],
  ])('has no picture for %s', async (_, bytes, type) => {
    expect(await decodeImage(await uploaded(bytes, type))).toBeUndefined();
  });

  it('does not unpack a PNG that claims to be enormous', async () => {
    const huge = png();
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    expect(await decodeImage(await uploaded(huge, 'image/png'))).toBeUndefined();
  });

  it('does not unpack a JPEG that claims to be enormous', async () => {
    const huge = encodeJpeg(halves(), 95).data;
    const frame = huge.indexOf(Buffer.from([0xff, 0xc0]));
    huge.writeUInt16BE(60_000, frame + 5);
    huge.writeUInt16BE(60_000, frame + 7);
    expect(await decodeImage(await uploaded(huge, 'image/jpeg'))).toBeUndefined();
  });
});

describe('coverWith', () => {
  it.each([
    ['wider', 64, 8],
    ['taller', 8, 64],
    ['as large', 32, 16],
    ['one pixel high', 10, 1],
  ])('shows the middle of a picture where the place is %s', (_, width, height) => {
    const fitted = coverWith(halves(), width, height);
    expect(redSide(fitted)).toBe(`${width}x${height} left`);
  });

  it('takes the mean of what falls on a pixel', () => {
    const [red, , blue] = coverWith(halves(), 1, 1).data;
    expect([red, blue]).toEqual([125, 125]);
  });
});
