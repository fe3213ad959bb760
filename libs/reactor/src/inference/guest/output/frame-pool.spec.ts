import { describe, expect, it } from '@jest/globals';
import { FramePool } from './frame-pool.js';

const MB = 1024 * 1024;

describe('the pool of frame buffers', () => {
  it('makes no more buffers while a stream is in balance', () => {
    const pool = new FramePool();
    for (let i = 0; i < 100; i++) {
      const slots = [pool.take(600), pool.take(600)];
      expect(slots.map(({ slot }) => slot)).toEqual([0, 1]);
      for (const { slot } of slots) pool.give(slot);
    }
    expect(pool).toMatchObject({ allocated: 2, free: 2, lent: 0, discarded: 0 });
  });

  it('gives buffers of exactly the size that is asked for', () => {
    const pool = new FramePool();
    pool.give(pool.take(600).slot);
    expect(pool.take(500).data.byteLength).toBe(500);
    expect(pool.allocated).toBe(2);
  });

  it.each([
    ['small frames: 64 MB of them', MB, 80, 64],
    ['large frames: 16 of them', 8 * MB, 20, 16],
  ])('keeps of %s', (_, size, taken, kept) => {
    const pool = new FramePool();
    const slots = Array.from({ length: taken }, () => pool.take(size));
    for (const { slot } of slots) pool.give(slot);
    expect(pool).toMatchObject({ free: kept, discarded: taken - kept });
  });

  it('lets go of a size that went out of use', () => {
    const pool = new FramePool();
    const late = pool.take(600);
    for (let i = 0; i < 2_000; i++) pool.give(pool.take(500).slot);
    expect(pool.free).toBe(1);
    // One that comes back late belongs nowhere.
    pool.give(late.slot);
    expect(pool.free).toBe(1);
  });

  it('keeps the sizes of several tracks that emit batches in turn', () => {
    const pool = new FramePool();
    for (let turn = 0; turn < 3; turn++) {
      const batches = [600, 500].flatMap((size) => Array.from({ length: 60 }, () => pool.take(size)));
      for (const { slot } of batches) pool.give(slot);
    }
    expect(pool.allocated).toBe(120);
  });

  it('keeps the memory that comes back with a slot, and makes another where it is gone', () => {
    const pool = new FramePool();
    const memory = new Uint8Array(600);
    pool.give(pool.take(600).slot, memory);
    const again = pool.take(600);
    expect(again.data).toBe(memory);
    pool.give(again.slot, new Uint8Array(0));
    expect(pool).toMatchObject({ free: 0, lent: 0, discarded: 1 });
    expect(pool.take(600).slot).toBe(0);
    expect(pool.allocated).toBe(2);
  });

  it('takes a slot back once', () => {
    const pool = new FramePool();
    const { slot } = pool.take(600);
    for (let i = 0; i < 3; i++) pool.give(slot);
    pool.give(99);
    expect(pool).toMatchObject({ free: 1, lent: 0, discarded: 0 });
  });
});
