import { describe, expect, it } from '@jest/globals';
import { FramePool } from './frame-pool.js';

const MB = 1024 * 1024;

describe('the pool of frame buffers', () => {
  it('makes no more buffers while a stream is in balance', () => {
    const pool = new FramePool();
    for (let i = 0; i < 100; i++) {
      const buffers = [pool.take(600), pool.take(600)];
      for (const { buffer } of buffers) pool.give(buffer);
    }
    expect(pool).toMatchObject({ allocated: 2, free: 2, lent: 0, discarded: 0 });
  });

  it('gives buffers of exactly the size that is asked for', () => {
    const pool = new FramePool();
    pool.give(pool.take(600).buffer);
    expect(pool.take(500).buffer.byteLength).toBe(500);
    expect(pool.allocated).toBe(2);
  });

  it.each([
    ['small frames: 64 MB of them', MB, 80, 64],
    ['large frames: 16 of them', 8 * MB, 20, 16],
  ])('keeps of %s', (_, size, taken, kept) => {
    const pool = new FramePool();
    const buffers = Array.from({ length: taken }, () => pool.take(size));
    for (const { buffer } of buffers) pool.give(buffer);
    expect(pool).toMatchObject({ free: kept, discarded: taken - kept });
  });

  it('lets go of a size that went out of use', () => {
    const pool = new FramePool();
    pool.give(pool.take(600).buffer);
    for (let i = 0; i < 2_000; i++) pool.give(pool.take(500).buffer);
    expect(pool.free).toBe(1);
    // One that comes back late belongs nowhere.
    pool.give(new ArrayBuffer(600));
    expect(pool.free).toBe(1);
  });

  it('keeps the sizes of several tracks that emit batches in turn', () => {
    const pool = new FramePool();
    for (let turn = 0; turn < 3; turn++) {
      const batches = [600, 500].flatMap((size) => Array.from({ length: 60 }, () => pool.take(size)));
      for (const { buffer } of batches) pool.give(buffer);
    }
    expect(pool.allocated).toBe(120);
  });
});
