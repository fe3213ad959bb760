import type { UploadedFile } from '@nestjs-reactor/core';
import { decode as decodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import { exifOrientation, turnUpright } from './exif-orientation.js';

/** A picture in memory: red, green, blue and alpha for each pixel, rows from the top. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A file of a few kilobytes may claim to be a picture of gigabytes; more than a large camera's is refused. */
const MAX_MEGAPIXELS = 50;

/** What decoding one JPEG may take. */
const MAX_MEMORY_MB = 600;

/** @returns undefined for what is no PNG or JPEG, is damaged, or is too large */
export async function decodeImage(file: UploadedFile): Promise<Pixels | undefined> {
  const bytes = Buffer.from(await file.bytes());
  try {
    if (file.mimeType === 'image/png') return readPng(bytes);
    if (file.mimeType === 'image/jpeg') return readJpeg(bytes);
  } catch {
    // Each decoder has errors of its own for a damaged file; they all mean that there is no picture.
  }
  return undefined;
}

function readPng(bytes: Buffer): Pixels | undefined {
  // The first chunk of a PNG holds its size: it is looked at before anything is unpacked.
  const megapixels = (bytes.readUInt32BE(16) * bytes.readUInt32BE(20)) / 1e6;
  return megapixels > MAX_MEGAPIXELS ? undefined : PNG.sync.read(bytes);
}

function readJpeg(bytes: Buffer): Pixels {
  const image = decodeJpeg(bytes, {
    useTArray: true,
    maxResolutionInMP: MAX_MEGAPIXELS,
    maxMemoryUsageInMB: MAX_MEMORY_MB,
  });
  return turnUpright(image, exifOrientation(bytes));
}
