import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
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

  describe('a PNG made to harm', () => {
    const chunk = (type: string, data: Buffer = Buffer.alloc(0)): Buffer => {
      const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
      const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
      length.writeUInt32BE(data.length);
      check.writeUInt32BE(crc32(body));
      return Buffer.concat([length, body, check]);
    };
    const header = (width: number, height: number, interlaced = false): Buffer => {
      const data = Buffer.alloc(13);
      data.writeUInt32BE(width, 0);
      data.writeUInt32BE(height, 4);
      data.set([8, 6, 0, 0, interlaced ? 1 : 0], 8);
      return chunk('IHDR', data);
    };
    const made = (...chunks: Buffer[]): Buffer => Buffer.concat([png().subarray(0, 8), ...chunks, chunk('IEND')]);
    const rows = (bytes: number): Buffer => chunk('IDAT', deflateSync(Buffer.alloc(bytes)));

    it.each([
      ['a second header that is larger', () => made(header(1, 1), header(60_000, 60_000), rows(5))],
      ['a second header that is the same', () => made(header(1, 1), header(1, 1), rows(5))],
      ['no header', () => made(rows(5))],
      ['a header after its data', () => made(rows(5), header(1, 1))],
      ['more data than it says, interlaced', () => made(header(1, 1, true), rows(200_000_000))],
    ])('is refused: %s', async (_, bytes) => {
      const peak = process.memoryUsage().rss;
      expect(await decodeImage(await uploaded(bytes(), 'image/png'))).toBeUndefined();
      expect(process.memoryUsage().rss - peak).toBeLessThan(450_000_000);
    });

    it('is no reason to refuse an honest one of the same build', async () => {
      for (const interlaced of [false, true]) {
        const image = await decodeImage(await uploaded(made(header(1, 1, interlaced), rows(5)), 'image/png'));
        expect([image?.width, image?.height]).toEqual([1, 1]);
      }
    });

    it('holds up nobody else while it is decoded, and is given up after a while', async () => {
      const large = made(header(7_000, 7_000), rows(7_000 * (4 * 7_000 + 1)));
      let ticks = 0;
      const clock = setInterval(() => ticks++, 5);
      const limits = { megapixels: 50, unpackedBytes: 0, memoryMb: 600, timeMs: 150 };
      expect(await decodeImage(await uploaded(large, 'image/png'), limits)).toBeUndefined();
      clearInterval(clock);
      expect(ticks).toBeGreaterThan(5);
    });
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

/** As PNG has it; Node 20 has none of its own. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : 0xedb88320 ^ (crc >>> 1);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
