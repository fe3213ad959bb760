import type { I420Picture } from '../../../media/index.js';

/** Free buffers kept for one size; a steady session needs its pacer's depth and a few more. */
const MIN_FREE = 16;

/** More are kept while they fit into this: a model that emits in batches has whole batches in transit. */
const MAX_FREE_BYTES = 64 * 1024 * 1024;

/**
 * A size that was not taken for this many takes is out of use. More than the batches of several tracks in one emission.
 */
const STALE_AFTER_TAKES = 1_024;

/** A buffer in use under the number of its slot, until that is given back. */
export interface FrameSlot {
  readonly slot: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** A picture whose bytes are in a slot. */
export type SlotPicture = I420Picture & FrameSlot;

interface Shelf {
  readonly free: Uint8Array<ArrayBuffer>[];
  lastTake: number;
}

/**
 * Buffers for outgoing pictures, by size, each in a numbered slot while it is in use. The slot goes to the host with
 * its picture, and is given back when the picture was shown.
 *
 * It never waits: with all buffers in use it allocates another. Numbers are reused, the lowest that are free first, so
 * that they stay small. Buffers of a size that is out of use are freed, and so are free ones beyond 16 of a size, or
 * beyond 64 MB where more fit in.
 */
export class FramePool {
  /** Buffers allocated since the start. Constant while a stream is steady. */
  allocated = 0;
  /** Returned buffers that were not kept. */
  discarded = 0;

  private readonly shelves = new Map<number, Shelf>();
  private readonly used = new Map<number, FrameSlot & { readonly size: number }>();
  private readonly freeNumbers: number[] = [];
  private nextNumber = 0;
  private takes = 0;

  /** Free buffers. */
  get free(): number {
    return [...this.shelves.values()].reduce((sum, shelf) => sum + shelf.free.length, 0);
  }

  /** Slots in use by a picture. */
  get lent(): number {
    return this.used.size;
  }

  /** @returns a slot with exactly `size` bytes, their contents undefined; the caller owns it */
  take(size: number): FrameSlot {
    this.takes++;
    const shelf = this.shelves.get(size) ?? { free: [], lastTake: 0 };
    shelf.lastTake = this.takes;
    this.shelves.set(size, shelf);
    this.freeStaleSizes();
    const slot = this.takeNumber();
    const data = shelf.free.pop() ?? this.allocate(size);
    this.used.set(slot, { slot, data, size });
    return { slot, data };
  }

  /**
   * Takes a slot back; one that is not in use is ignored.
   *
   * @param memory its bytes, where they were transferred; empty where they are gone
   */
  give(slot: number, memory?: Uint8Array<ArrayBuffer>): void {
    const used = this.used.get(slot);
    if (used === undefined) return;
    this.used.delete(slot);
    this.freeNumbers.push(slot);
    const data = memory ?? used.data;
    const shelf = this.shelves.get(used.size);
    const most = Math.max(MIN_FREE, Math.floor(MAX_FREE_BYTES / used.size));
    if (data.byteLength !== used.size || shelf === undefined || shelf.free.length >= most) this.discarded++;
    else shelf.free.push(data);
  }

  private allocate(size: number): Uint8Array<ArrayBuffer> {
    this.allocated++;
    return new Uint8Array(new ArrayBuffer(size));
  }

  private takeNumber(): number {
    if (this.freeNumbers.length === 0) return this.nextNumber++;
    const lowest = this.freeNumbers.indexOf(Math.min(...this.freeNumbers));
    return this.freeNumbers.splice(lowest, 1)[0]!;
  }

  private freeStaleSizes(): void {
    if (this.shelves.size === 1) return;
    for (const [size, shelf] of this.shelves) {
      if (this.takes - shelf.lastTake < STALE_AFTER_TAKES) continue;
      this.discarded += shelf.free.length;
      this.shelves.delete(size);
    }
  }
}
