import type { Pixels } from './image-thread.js';

const APP1 = 0xe1;
const START_OF_SCAN = 0xda;
const ORIENTATION = 0x0112;

/** How the camera was held, as Exif numbers it from 1, upright, to 8; 1 where the JPEG has no Exif orientation. */
export function exifOrientation(jpeg: Buffer): number {
  try {
    for (let at = 2; jpeg[at] === 0xff && jpeg[at + 1] !== START_OF_SCAN; at += 2 + jpeg.readUInt16BE(at + 2)) {
      const isExif = jpeg[at + 1] === APP1 && jpeg.toString('latin1', at + 4, at + 8) === 'Exif';
      if (isExif) return readOrientation(jpeg.subarray(at + 10, at + 2 + jpeg.readUInt16BE(at + 2)));
    }
  } catch {
    // Something points outside of the file: the picture is as good as one without Exif.
  }
  return 1;
}

/** From the first directory of a TIFF header. */
function readOrientation(tiff: Buffer): number {
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const uint16 = (at: number): number => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let i = 0; i < uint16(directory); i++) {
    const entry = directory + 2 + 12 * i;
    if (uint16(entry) === ORIENTATION) return uint16(entry + 8);
  }
  return 1;
}

/** The picture as it was seen. */
export function turnUpright(image: Pixels, orientation: number): Pixels {
  if (orientation < 2 || orientation > 8) return image;
  const onItsSide = orientation >= 5;
  const flipsX = [2, 3, 7, 8].includes(orientation);
  const flipsY = [3, 4, 6, 7].includes(orientation);
  const [width, height] = onItsSide ? [image.height, image.width] : [image.width, image.height];
  const from = new Uint32Array(image.data.buffer, image.data.byteOffset, image.width * image.height);
  const to = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = onItsSide ? [y, x] : [x, y];
      const sourceX = flipsX ? image.width - 1 - column : column;
      const sourceY = flipsY ? image.height - 1 - row : row;
      to[y * width + x] = from[sourceY * image.width + sourceX]!;
    }
  }
  return { width, height, data: new Uint8Array(to.buffer) };
}
