import { i420Size } from '../../media/index.js';
import { packPicture } from '../../media/simd/pack-picture.js';
import { FramePool } from '../guest/output/frame-pool.js';
import type { MediaMessage, PictureEntry } from '../protocol/media-message.js';
import { pictureSize } from '../protocol/media-message.js';

/** Buffers for pictures in RGB on their way from a slot; one emission rarely has more. */
const MAX_STAGING = 8;

/** Where the bytes of slots are. */
export interface SlotSource {
  /** Fills the buffer with the slot's first bytes. Rejects where there are fewer. */
  read(slot: number, target: Uint8Array): Promise<void>;
}

/** A message whose pictures are complete when the reads are. */
export interface ReadMessage {
  readonly message: MediaMessage;
  readonly reads: readonly Promise<void>[];
}

/**
 * Brings the pictures of a worker process into the server's memory, as I420: from their slots, or from the parts of the
 * message that found no room there. Buffers are used again when the server gives the slot back.
 */
export class PictureReader {
  private readonly pool = new FramePool();
  /** Numbers of the buffers in the pool by the worker's slot. */
  private readonly buffers = new Map<number, number>();
  private readonly staging: Uint8Array<ArrayBuffer>[] = [];

  constructor(private readonly slots: SlotSource) {}

  /** @param message that was checked: a part named by a picture is there, and has its bytes or none */
  read(message: MediaMessage): ReadMessage {
    const parts = [...(message.parts ?? [])];
    const reads: Promise<void>[] = [];
    const bundles = message.bundles.map((bundle) => {
      const entries = Object.entries(bundle.video).map(([track, picture]) => {
        return [track, this.locate(picture, parts, reads)] as const;
      });
      return { ...bundle, video: Object.fromEntries(entries) };
    });
    return { message: { ...message, bundles, parts }, reads };
  }

  /** Nobody uses the picture of a slot any more. @param memory its bytes, where they are at hand */
  recycle(slot: number, memory: Uint8Array<ArrayBuffer> | undefined): void {
    const buffer = this.buffers.get(slot);
    this.buffers.delete(slot);
    if (buffer !== undefined) this.pool.give(buffer, memory);
  }

  private locate(picture: PictureEntry, parts: Uint8Array<ArrayBuffer>[], reads: Promise<void>[]): PictureEntry {
    const { slot, width, height, format, metadata } = picture;
    const carried = picture.part === undefined ? undefined : parts[picture.part];
    const isHere = carried !== undefined && carried.byteLength > 0;
    if (isHere && format !== 'rgb24') return picture;
    const target = this.bufferFor(slot, i420Size(width, height));
    if (format !== 'rgb24') reads.push(this.slots.read(slot, target));
    else if (isHere) packPicture(carried, 3, width, height, target);
    else reads.push(this.readRgb(picture, target));
    return { slot, width, height, part: parts.push(target) - 1, ...(metadata === undefined ? {} : { metadata }) };
  }

  private async readRgb(picture: PictureEntry, target: Uint8Array): Promise<void> {
    const size = pictureSize(picture);
    const found = this.staging.findIndex(({ byteLength }) => byteLength === size);
    const rgb = found < 0 ? new Uint8Array(new ArrayBuffer(size)) : this.staging.splice(found, 1)[0]!;
    await this.slots.read(picture.slot, rgb);
    packPicture(rgb, 3, picture.width, picture.height, target);
    this.staging.push(rgb);
    if (this.staging.length > MAX_STAGING) this.staging.shift();
  }

  private bufferFor(slot: number, size: number): Uint8Array<ArrayBuffer> {
    const { slot: number, data } = this.pool.take(size);
    this.buffers.set(slot, number);
    return data;
  }
}
