/** Free buffers kept for one size; a steady session needs its pacer's depth and a few more. */
const MIN_FREE = 16;

/** More are kept while they fit into this: a model that emits in batches has whole batches in transit. */
const MAX_FREE_BYTES = 64 * 1024 * 1024;

/**
 * A size that was not taken for this many takes is out of use. More than the batches of several tracks in one emission.
 */
const STALE_AFTER_TAKES = 1_024;

interface Shelf {
  readonly free: ArrayBuffer[];
  lastTake: number;
}

/**
 * Buffers for outgoing pictures, by size. They are transferred with a picture, and returned when it was shown.
 *
 * It never waits: with all buffers in use it allocates another, so a lost one only costs an allocation. Buffers of a
 * size that is out of use are freed, and so are free ones beyond 16 of a size, or beyond 64 MB where more fit in.
 */
export class FramePool {
  /** Buffers allocated since the start. Constant while a stream is steady. */
  allocated = 0;
  /** Returned buffers that were not kept. */
  discarded = 0;
  /** Buffers in use by a picture. A lost one counts forever. */
  lent = 0;

  private readonly shelves = new Map<number, Shelf>();
  private takes = 0;

  /** Free buffers. */
  get free(): number {
    return [...this.shelves.values()].reduce((sum, shelf) => sum + shelf.free.length, 0);
  }

  /** @returns a buffer of exactly `size` bytes, its contents undefined; the caller owns it */
  take(size: number): Uint8Array<ArrayBuffer> {
    this.takes++;
    this.lent++;
    const shelf = this.shelves.get(size) ?? { free: [], lastTake: 0 };
    shelf.lastTake = this.takes;
    this.shelves.set(size, shelf);
    this.letGoOfStaleSizes();
    const buffer = shelf.free.pop();
    if (buffer !== undefined) return new Uint8Array(buffer);
    this.allocated++;
    return new Uint8Array(new ArrayBuffer(size));
  }

  /** Takes a buffer back. */
  give(buffer: ArrayBuffer): void {
    this.lent--;
    const shelf = this.shelves.get(buffer.byteLength);
    const most = Math.max(MIN_FREE, Math.floor(MAX_FREE_BYTES / buffer.byteLength));
    if (shelf === undefined || shelf.free.length >= most) this.discarded++;
    else shelf.free.push(buffer);
  }

  private letGoOfStaleSizes(): void {
    if (this.shelves.size === 1) return;
    for (const [size, shelf] of this.shelves) {
      if (this.takes - shelf.lastTake < STALE_AFTER_TAKES) continue;
      this.discarded += shelf.free.length;
      this.shelves.delete(size);
    }
  }
}
