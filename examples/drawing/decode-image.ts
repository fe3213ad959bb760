import type { UploadedFile } from '@nestjs-reactor/core';
import { exifOrientation, turnUpright } from './exif-orientation.js';
import { decodeInThread, type ImageLimits, type Pixels } from './image-thread.js';
import { pngBounds } from './png-bounds.js';

/** A file of a few kilobytes may claim to be a picture of gigabytes; more than a large camera's is refused. */
const MAX_MEGAPIXELS = 50;

/** What decoding may take: less than a command's handler may, so that its caller receives the error. */
const LIMITS: ImageLimits = { megapixels: MAX_MEGAPIXELS, unpackedBytes: 0, memoryMb: 600, timeMs: 8_000 };

/** @returns undefined for what is no PNG or JPEG, is damaged, is too large, or takes too long */
export async function decodeImage(file: UploadedFile, limits = LIMITS): Promise<Pixels | undefined> {
  const bytes = Buffer.from(await file.bytes());
  try {
    if (file.mimeType === 'image/png') return await readPng(bytes, limits);
    if (file.mimeType === 'image/jpeg') {
      return turnUpright(await decodeInThread('jpeg', bytes, limits), exifOrientation(bytes));
    }
  } catch {
    // Each decoder has errors of its own for a damaged file; they all mean that there is no picture.
  }
  return undefined;
}

async function readPng(bytes: Buffer, limits: ImageLimits): Promise<Pixels | undefined> {
  const { width, height, unpackedBytes } = pngBounds(bytes);
  if (width * height > limits.megapixels * 1e6) return undefined;
  return await decodeInThread('png', bytes, { ...limits, unpackedBytes });
}
