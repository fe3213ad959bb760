import { createHash } from 'node:crypto';
import type { I420Picture, MediaBundle } from '../media/index.js';

/** SHA-256 of a picture's I420 planes, Y, U, V without padding, in hexadecimal. Its size is not part of it. */
export function hashPicture({ data }: I420Picture): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The hashes of a frame's pictures, by track. */
export function hashFrame({ video }: MediaBundle): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(video).map(([track, picture]) => [track, hashPicture(picture)]));
}
