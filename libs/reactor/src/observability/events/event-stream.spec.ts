import { describe, expect, it } from '@jest/globals';
import { Writable } from 'node:stream';
import { EventStream } from './event-stream.js';

const MAX_WAITING = 100;

/** A reader that takes frames only while it is let, with room for one in between. */
class Reader extends Writable {
  readonly taken: string[] = [];
  private pending: (() => void) | undefined;
  reading = true;

  constructor() {
    super({ highWaterMark: 1, decodeStrings: false });
  }

  override _write(chunk: string, _: BufferEncoding, done: () => void): void {
    const take = (): void => {
      this.taken.push(chunk);
      done();
    };
    if (this.reading) take();
    else this.pending = take;
  }

  readOn(): void {
    this.reading = true;
    this.pending?.();
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn > 100_000) throw new Error(`waited in vain for ${condition.toString()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('EventStream', () => {
  it('hands on frames in order', async () => {
    const reader = new Reader();
    const stream = new EventStream(reader, MAX_WAITING, () => {});
    for (const frame of ['a', 'b', 'c']) stream.push(frame);
    await until(() => reader.taken.length === 3);
    expect(reader.taken).toEqual(['a', 'b', 'c']);
  });

  it('drops the oldest of what waits for a slow reader, and nothing of what follows', async () => {
    let dropped = 0;
    const reader = new Reader();
    reader.reading = false;
    const stream = new EventStream(reader, MAX_WAITING, () => dropped++);
    const total = MAX_WAITING + 11;
    for (let i = 1; i <= total; i++) stream.push(String(i));
    reader.readOn();
    await until(() => reader.taken.at(-1) === String(total));
    // The first was under way when the reader stopped; ten behind it fell out.
    expect(reader.taken[0]).toBe('1');
    expect(reader.taken[1]).toBe('12');
    expect(reader.taken).toHaveLength(1 + MAX_WAITING);
    expect(dropped).toBe(10);
  });

  it('spares a reader who is behind the heartbeat', async () => {
    const reader = new Reader();
    reader.reading = false;
    const stream = new EventStream(reader, MAX_WAITING, () => {});
    stream.push('a');
    stream.beat();
    reader.readOn();
    stream.push('b');
    await until(() => reader.taken.includes('b'));
    expect(reader.taken).toEqual(['a', 'b']);
  });
});
