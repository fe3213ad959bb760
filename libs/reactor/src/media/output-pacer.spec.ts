import { describe, expect, it } from '@jest/globals';
import { ManualClock } from './manual-clock.js';
import type { MediaBundle, MediaChunk } from './media-chunk.js';
import { OutputPacer } from './output-pacer.js';

function setUp(depth = 2) {
  const clock = new ManualClock();
  const shown: [frame: number, atMs: number][] = [];
  const discarded: [frame: number, cause: string][] = [];
  let room = 0;
  let next = 1;
  const pacer = new OutputPacer({
    depth,
    clock,
    onBundle: ({ frame }) => shown.push([frame, Math.round(clock.now())]),
    onDiscard: ({ frame }, cause) => discarded.push([frame, cause]),
    onRoom: (bundles) => (room += bundles),
  });
  const chunk = (frames: number, fps: number, drop = false): MediaChunk => {
    const bundles = Array.from({ length: frames }, (): MediaBundle => {
      return { frame: next++, turn: 1, video: {}, audio: {} };
    });
    return { turn: 1, fps, bundles, ...(drop ? { drop } : {}) };
  };
  return { clock, pacer, shown, discarded, chunk, room: () => room };
}

describe('the pacer', () => {
  it('shows the first bundle at once and the others of its chunk at its rate', () => {
    const { clock, pacer, shown, chunk } = setUp();
    pacer.submit(chunk(3, 10));
    clock.advance(1_000);
    expect(shown).toEqual([
      [1, 0],
      [2, 100],
      [3, 200],
    ]);
  });

  it('plays each chunk at the rate that it brings', () => {
    const { clock, pacer, shown, chunk } = setUp();
    pacer.submit(chunk(2, 10));
    pacer.submit(chunk(2, 50));
    clock.advance(1_000);
    expect(shown.map(([, at]) => at)).toEqual([0, 100, 200, 220]);
  });

  it('keeps to its schedule when a tick is a little late', () => {
    const { clock, pacer, shown, chunk } = setUp();
    pacer.submit(chunk(4, 10));
    clock.advance(0);
    clock.stall(130);
    clock.advance(500);
    expect(shown.map(([, at]) => at)).toEqual([0, 130, 200, 300]);
  });

  it('begins a new schedule when a tick is more than an interval late, and never shows a burst', () => {
    const { clock, pacer, shown, chunk } = setUp();
    pacer.submit(chunk(4, 10));
    clock.advance(0);
    clock.stall(450);
    clock.advance(500);
    expect(shown.map(([, at]) => at)).toEqual([0, 450, 550, 650]);
  });

  it('shows at once what comes after a pause', () => {
    const { clock, pacer, shown, chunk } = setUp();
    pacer.submit(chunk(1, 10));
    clock.advance(777);
    pacer.submit(chunk(2, 10));
    clock.advance(1_000);
    expect(shown.map(([, at]) => at)).toEqual([0, 777, 877]);
  });

  it('emits nothing while nothing waits', () => {
    const { clock, pacer, shown, chunk } = setUp();
    pacer.submit(chunk(1, 30));
    clock.advance(10_000);
    expect(shown).toHaveLength(1);
  });

  it('plays what waits at another rate when told to, and the next chunk at its own', () => {
    const { clock, pacer, shown, chunk } = setUp();
    pacer.submit(chunk(3, 10));
    clock.advance(0);
    pacer.setRate(50);
    clock.advance(140);
    pacer.submit(chunk(2, 10));
    clock.advance(500);
    expect(shown.map(([, at]) => at)).toEqual([0, 100, 120, 140, 240]);
  });

  it('counts frames when the rate changes, also where a frame has several bundles', () => {
    const { clock, pacer, shown, chunk } = setUp();
    pacer.submit({ ...chunk(4, 20), bundlesPerFrame: 2 });
    clock.advance(0);
    pacer.setRate(50);
    clock.advance(500);
    expect(shown.map(([, at]) => at)).toEqual([0, 50, 60, 70]);
  });

  it('discards what of a drop chunk finds no room, and counts it', () => {
    const { pacer, discarded, chunk } = setUp(2);
    pacer.submit(chunk(1, 10));
    pacer.submit(chunk(3, 10, true));
    expect(discarded).toEqual([[4, 'queue_full']]);
    expect(pacer.dropped).toBe(1);
    expect(pacer.waiting).toBe(3);
  });

  it.each([2, 5])('takes a drop chunk of five whole with a depth of %i', (depth) => {
    const { pacer, chunk } = setUp(depth);
    pacer.submit(chunk(5, 10, true));
    expect([pacer.waiting, pacer.dropped]).toEqual([5, 0]);
  });

  it('queues a chunk whose emitter waits, however much there is', () => {
    const { pacer, chunk } = setUp(2);
    pacer.submit(chunk(5, 10));
    pacer.submit(chunk(5, 10));
    expect([pacer.waiting, pacer.dropped]).toEqual([10, 0]);
  });

  it('gives room for each bundle once, shown or not', () => {
    const { clock, pacer, chunk, room } = setUp(2);
    pacer.submit(chunk(4, 10));
    clock.advance(0);
    expect(room()).toBe(1);
    pacer.flush();
    expect(room()).toBe(4);
  });

  it('forgets what waits when flushed, and goes on with what comes', () => {
    const { clock, pacer, shown, discarded, chunk } = setUp();
    pacer.submit(chunk(3, 10));
    clock.advance(0);
    pacer.flush();
    expect(discarded).toEqual([
      [2, 'flushed'],
      [3, 'flushed'],
    ]);
    pacer.submit(chunk(1, 10));
    clock.advance(1_000);
    expect(shown).toEqual([
      [1, 0],
      [4, 100],
    ]);
  });

  it('shows nothing after stop, and gives back what comes then', () => {
    const { clock, pacer, shown, discarded, chunk, room } = setUp();
    pacer.submit(chunk(2, 10));
    pacer.stop();
    pacer.submit(chunk(1, 10));
    clock.advance(1_000);
    expect(shown).toEqual([]);
    expect(discarded).toEqual([
      [1, 'stopped'],
      [2, 'stopped'],
      [3, 'stopped'],
    ]);
    expect(room()).toBe(3);
  });
});
