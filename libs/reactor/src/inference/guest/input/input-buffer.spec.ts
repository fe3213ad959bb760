import { beforeEach, describe, expect, it } from '@jest/globals';
import { InputBuffer } from './input-buffer.js';

/** A buffer of numbers, each counted as ten bytes. */
function open(bytes = 67_108_864, frames = 128): InputBuffer<number> {
  const buffer = new InputBuffer<number>('webcam', { park: (wait) => wait() }, () => 10, { frames, bytes });
  buffer.reopen();
  return buffer;
}

function fill(buffer: InputBuffer<number>, from: number, to: number): void {
  for (let i = from; i <= to; i++) buffer.push(i);
}

let buffer: InputBuffer<number>;
beforeEach(() => {
  buffer = open();
});

describe('reading an input', () => {
  beforeEach(() => fill(buffer, 1, 5));

  it('gives the newest and forgets the rest', async () => {
    expect(await buffer.read(2)).toEqual([4, 5]);
    expect(buffer.available).toBe(0);
  });

  it('gives the oldest and keeps the rest, where fifo is asked for', async () => {
    expect(await buffer.read(2, { mode: 'fifo' })).toEqual([1, 2]);
    expect(await buffer.read(2, { mode: 'fifo' })).toEqual([3, 4]);
    expect(buffer.available).toBe(1);
  });

  it('does not wait when it only tries', () => {
    expect(buffer.tryRead(6)).toBeUndefined();
    expect(buffer.available).toBe(5);
    expect(buffer.tryRead(2, 'fifo')).toEqual([1, 2]);
    expect(buffer.tryRead()).toEqual([5]);
    expect(buffer.tryRead()).toBeUndefined();
  });

  it('drains all, oldest first', () => {
    expect(buffer.drain()).toEqual([1, 2, 3, 4, 5]);
    expect(buffer.drain()).toEqual([]);
  });

  it('clears', () => {
    buffer.clear();
    expect(buffer.available).toBe(0);
    expect(buffer.totalReceived).toBe(5);
  });

  it.each([0, -1, 1.5, 129, Number.NaN])('refuses a count of %s', async (count) => {
    await expect(buffer.read(count)).rejects.toThrow(RangeError);
    expect(() => buffer.tryRead(count)).toThrow('a whole number from 1 to 128');
  });
});

describe('waiting for an input', () => {
  it('ends when as many frames are there as were asked for', async () => {
    const read = buffer.read(3);
    fill(buffer, 1, 3);
    expect(await read).toEqual([1, 2, 3]);
  });

  it('gives up with read_timeout, and takes nothing', async () => {
    buffer.push(1);
    await expect(buffer.read(2, { timeoutMs: 1 })).rejects.toMatchObject({
      code: 'read_timeout',
      track: 'webcam',
      message: 'input webcam had no 2 frame(s) within 1 ms; use a longer timeout or continue without them',
    });
    expect(buffer.available).toBe(1);
  });

  it('waits on where somebody else read what it waited for', async () => {
    const waiting = buffer.read(1);
    buffer.push(1);
    buffer.clear();
    buffer.push(2);
    expect(await waiting).toEqual([2]);
  });

  it('serves several readers', async () => {
    const reads = [buffer.read(1, { mode: 'fifo' }), buffer.read(1, { mode: 'fifo' })];
    fill(buffer, 1, 2);
    expect(await Promise.all(reads)).toEqual([[1], [2]]);
  });

  it('is parked, so that others may go on meanwhile', async () => {
    let parked = 0;
    const parking = new InputBuffer<number>(
      'webcam',
      {
        park: async (wait) => {
          parked++;
          return await wait();
        },
      },
      () => 1,
      { frames: 8, bytes: 8 },
    );
    parking.reopen();
    parking.push(1);
    await parking.read();
    expect(parked).toBe(0);
    const read = parking.read();
    expect(parked).toBe(1);
    parking.push(2);
    expect(await read).toEqual([2]);
  });
});

describe('an input that is closed', () => {
  it('rejects reads that wait and reads that come, and drops frames, those that waited too, counted', async () => {
    buffer.push(0);
    const waiting = buffer.read(2);
    buffer.close();
    await expect(waiting).rejects.toMatchObject({ code: 'buffer_closed', track: 'webcam' });
    await expect(buffer.read()).rejects.toMatchObject({ code: 'buffer_closed' });
    buffer.push(1);
    expect(buffer).toMatchObject({ closed: true, available: 0, totalReceived: 2, totalDropped: 2 });
    expect(buffer.drops).toEqual([
      { track: 'webcam', cause: 'queue_full', frames: 0 },
      { track: 'webcam', cause: 'closed', frames: 2 },
    ]);
    expect(buffer.tryRead()).toBeUndefined();
  });

  it('rejects a read that waited before, even where it opened again meanwhile', async () => {
    const waiting = buffer.read();
    buffer.close();
    buffer.reopen();
    buffer.push(1);
    await expect(waiting).rejects.toMatchObject({ code: 'buffer_closed' });
    expect(await buffer.read()).toEqual([1]);
  });

  it('is empty when it opens again, and one that is open stays as it is', async () => {
    buffer.push(1);
    buffer.close();
    buffer.reopen();
    expect(buffer.available).toBe(0);
    buffer.push(2);
    buffer.reopen();
    expect(await buffer.read()).toEqual([2]);
  });

  it('is how it begins', () => {
    expect(new InputBuffer<number>('mic', { park: (wait) => wait() }, () => 1, { frames: 8, bytes: 8 }).closed).toBe(
      true,
    );
  });
});

describe('the bounds of an input', () => {
  it('are so many frames; the oldest gives way, counted', async () => {
    fill(buffer, 1, 130);
    expect(buffer).toMatchObject({ capacity: 128, available: 128, totalReceived: 130, totalDropped: 2 });
    expect(buffer.tryRead(1, 'fifo')).toEqual([3]);
    const short = open(undefined, 4);
    fill(short, 1, 7);
    expect(short).toMatchObject({ capacity: 4, available: 4, totalDropped: 3 });
    expect(short.drops[0]).toEqual({ track: 'webcam', cause: 'queue_full', frames: 3 });
    await expect(short.read(5)).rejects.toThrow('a whole number from 1 to 4');
  });

  it('are so many bytes, but always the newest frame', () => {
    const small = open(35);
    fill(small, 1, 5);
    expect(small.drain()).toEqual([3, 4, 5]);
    const tiny = open(5);
    fill(tiny, 1, 5);
    expect(tiny.drain()).toEqual([5]);
  });

  it('let a reader have more frames than the bytes allow, when it waits for them', async () => {
    const small = open(35);
    const read = small.read(6);
    fill(small, 1, 6);
    expect(await read).toEqual([1, 2, 3, 4, 5, 6]);
    fill(small, 1, 6);
    expect(small.available).toBe(3);
  });

  it('count bytes right after reads of either mode', async () => {
    const small = open(35);
    fill(small, 1, 3);
    await small.read(2, { mode: 'fifo' });
    fill(small, 4, 5);
    expect(small.drain()).toEqual([3, 4, 5]);
    fill(small, 1, 3);
    await small.read(1);
    fill(small, 4, 6);
    expect(small.drain()).toEqual([4, 5, 6]);
  });
});
