import type { I420Picture, PcmBlock } from '../../media/index.js';

/** Collects the bytes of one message; entries name their part by its number. */
export class PartList {
  readonly parts: Uint8Array<ArrayBuffer>[] = [];

  /** @returns the number of the part */
  add(bytes: Uint8Array<ArrayBuffer>): number {
    return this.parts.push(bytes) - 1;
  }
}

/** The bytes of samples; little-endian as all of Node's platforms are. */
export function bytesOfSamples({ samples }: PcmBlock): Uint8Array<ArrayBuffer> {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Samples in a part; copied where they are not aligned. */
export function samplesOf(part: Uint8Array<ArrayBuffer>): Int16Array<ArrayBuffer> {
  const { buffer, byteOffset } = part.byteOffset % 2 === 0 ? part : part.slice();
  return new Int16Array(buffer, byteOffset, part.byteLength >> 1);
}

/** A picture in a part. Engines read the whole buffer: copied where the part does not span it. */
export function pictureOf(
  { width, height }: Pick<I420Picture, 'width' | 'height'>,
  part: Uint8Array<ArrayBuffer>,
  metadata: Uint8Array<ArrayBuffer> | undefined,
): I420Picture {
  const data = part.byteLength === part.buffer.byteLength ? part : part.slice();
  return { width, height, data, ...(metadata === undefined ? {} : { metadata }) };
}
