import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ModelManifest } from '../../contract/index.js';
import { type I420Picture, type MediaBundle, sharedNowMs } from '../../media/index.js';
import { ManualClock } from '../../media/manual-clock.js';
import { closingStep } from '../lifecycle/closing-step.js';
import type { Measurement } from '../lifecycle/measurement.js';
import type { MediaEngine, MediaPeer, MediaPeerOptions, MediaRoomContext, OutputSink } from '../ports/index.js';
import type { TracedFrame } from './frame-trail.js';
import { MediaEngines } from './media-engines.js';
import { SessionOutput } from './session-output.js';

const FPS = 100;
const TICK_MS = 10;
const CLOSE_LIMIT_MS = 50;

/** Counts what the model's worker lent and got back. */
class FakeWorker {
  readonly manifest = { tracks: [] } as unknown as ModelManifest;
  readonly bufferSize = 8;
  credit = 0;
  /** Frame numbers, as they came back. */
  readonly returned: number[] = [];
  grant(bundles: number): void {
    this.credit += bundles;
  }
  release({ frame }: MediaBundle): void {
    this.returned.push(frame);
  }
}

/** A sink that holds each bundle until the test lets it go. */
class HoldingSink implements OutputSink {
  readonly got: number[] = [];
  readonly held = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  flushes = 0;
  closed = 0;
  /** Set by the test. */
  fails: (frame: number) => boolean = () => false;
  ended: Promise<void> | undefined;
  push({ frame }: MediaBundle): Promise<void> {
    if (this.fails(frame)) fail();
    this.got.push(frame);
    return new Promise((resolve, reject) => this.held.set(frame, { resolve, reject }));
  }
  flush(): void {
    this.flushes++;
  }
  close(): Promise<void> | void {
    this.closed++;
    return this.ended;
  }
  done(frame: number): void {
    this.held.get(frame)!.resolve();
    this.held.delete(frame);
  }
}

/** A sink that is done with each bundle at once. */
class QuickSink implements OutputSink {
  readonly got: number[] = [];
  flushes = 0;
  closed = 0;
  fails: (frame: number) => boolean = () => false;
  push({ frame }: MediaBundle): void {
    if (this.fails(frame)) fail();
    this.got.push(frame);
  }
  flush(): void {
    this.flushes++;
  }
  close(): void {
    this.closed++;
  }
}

/** An engine whose rooms are counted. */
class FakeEngine implements MediaEngine {
  opened = 0;
  context: MediaRoomContext | undefined;
  readonly sink = new QuickSink();
  constructor(readonly name: string) {}
  open(_tracks: unknown, context: MediaRoomContext) {
    this.opened++;
    this.context = context;
    const { sink } = this;
    return {
      push: (bundle: MediaBundle) => sink.push(bundle),
      flush: () => sink.flush(),
      createPeer: () => ({ engine: this.name }) as unknown as MediaPeer,
      close: async () => sink.close(),
    };
  }
  async close(): Promise<void> {}
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let clock: ManualClock;
let worker: FakeWorker;
let engines: [FakeEngine, FakeEngine];
let measured: Measurement[];
let traced: TracedFrame[];
let logged: string[];
let output: SessionOutput;
let next: number;

beforeEach(() => {
  clock = new ManualClock();
  worker = new FakeWorker();
  engines = [new FakeEngine('main'), new FakeEngine('other')];
  [measured, traced, logged, next] = [[], [], [], 0];
  jest.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => void logged.push(String(line)));
  output = new SessionOutput({
    sessionId: 's',
    worker,
    engines: new MediaEngines(engines),
    measured: (measurement) => measured.push(measurement),
    frameSent: (frame) => traced.push(frame),
    closing: (what, step) => closingStep(what, CLOSE_LIMIT_MS, step),
    clock,
  });
});
afterEach(async () => {
  await output.close();
  jest.restoreAllMocks();
});

const picture = (): I420Picture => ({ width: 2, height: 2, data: new Uint8Array(6) });

/** Emits bundles, each with a picture of the named tracks. */
function emit(count: number, ...tracks: readonly string[]): void {
  const bundles = Array.from({ length: count }, (): MediaBundle => {
    const video = Object.fromEntries(tracks.map((track) => [track, picture()]));
    return { frame: ++next, turn: 1, video, audio: {} };
  });
  output.submit({ turn: 1, fps: FPS, bundles });
}

/** Emits and shows them. */
function play(count: number, ...tracks: readonly string[]): void {
  emit(count, ...tracks);
  clock.advance(count * TICK_MS);
}

const drops = (): string[] =>
  measured.flatMap((each) => (each.kind === 'sinkDropped' ? [`${each.sink} ${each.cause}`] : []));
const sorted = (frames: readonly number[]): number[] => [...frames].sort((a, b) => a - b);
const all = (): number[] => Array.from({ length: next }, (_, at) => at + 1);

describe('the output of a session', () => {
  it('sends each bundle to every sink, in order, and back to the worker at its tick', () => {
    const sinks = [new QuickSink(), new QuickSink()];
    sinks.forEach((sink, at) => output.addSink(`sink ${at}`, sink));
    emit(3);
    clock.advance(0);
    expect([worker.returned, worker.credit]).toEqual([[1], 1]);
    clock.advance(2 * TICK_MS);
    for (const { got } of sinks) expect(got).toEqual([1, 2, 3]);
    expect([worker.returned, worker.credit]).toEqual([[1, 2, 3], 3]);
    expect(drops()).toEqual([]);
  });

  it('lets the model go on at the tick, and returns a bundle when the last sink is done with it', async () => {
    const [quick, one, other] = [new QuickSink(), new HoldingSink(), new HoldingSink()];
    output.addSink('quick', quick);
    output.addSink('one', one);
    output.addSink('other', other);
    play(2);
    expect([worker.returned, worker.credit]).toEqual([[], 2]);
    one.done(1);
    await settle();
    expect(worker.returned).toEqual([]);
    other.done(2);
    other.done(1);
    await settle();
    expect(worker.returned).toEqual([1]);
    one.done(2);
    await settle();
    expect(worker.returned).toEqual([1, 2]);
  });

  it('drops bundles of a slow sink alone, once it holds four, and counts them by its name', async () => {
    const [slow, quick] = [new HoldingSink(), new QuickSink()];
    output.addSink('slow', slow);
    output.addSink('quick', quick);
    play(6);
    expect(slow.got).toEqual([1, 2, 3, 4]);
    expect(quick.got).toEqual([1, 2, 3, 4, 5, 6]);
    expect(drops()).toEqual(['slow busy', 'slow busy']);
    expect([sorted(worker.returned), worker.credit]).toEqual([[5, 6], 6]);
    slow.done(2);
    await settle();
    play(1);
    expect(slow.got).toEqual([1, 2, 3, 4, 7]);
    expect(sorted(worker.returned)).toEqual([2, 5, 6]);
  });

  it('returns what a sink never returns when the session ends, after its limit', async () => {
    const stuck = new HoldingSink();
    stuck.ended = new Promise(() => {});
    output.addSink('stuck', stuck);
    play(5);
    await output.close();
    expect(sorted(worker.returned)).toEqual(all());
    expect(logged.join()).toContain(`the sink stuck did not end within ${CLOSE_LIMIT_MS} ms`);
    // What comes after that changes nothing.
    for (const frame of stuck.held.keys()) stuck.done(frame);
    await settle();
    expect(sorted(worker.returned)).toEqual(all());
  });

  it('waits for the end of a sink before its bundles go back', async () => {
    const sink = new HoldingSink();
    let end = (): void => {};
    sink.ended = new Promise((resolve) => (end = resolve));
    const remove = output.addSink('sink', sink);
    play(1);
    const removed = remove();
    await settle();
    expect(worker.returned).toEqual([]);
    end();
    await removed;
    expect(worker.returned).toEqual([1]);
    play(1);
    expect(sink.got).toEqual([1]);
  });

  it.each([
    ['throws', (): void => void fail()],
    ['rejects', async (): Promise<void> => fail()],
  ])('goes on without a bundle of a sink that %s, and without the sink after ten in a row', async (_how, push) => {
    const [broken, quick] = [new QuickSink(), new QuickSink()];
    let calls = 0;
    broken.push = () => {
      calls++;
      return push() as undefined;
    };
    output.addSink('broken', broken);
    output.addSink('quick', quick);
    for (let frame = 0; frame < 12; frame++) {
      play(1);
      await settle();
    }
    expect(calls).toBe(10);
    expect(drops()).toEqual(Array(10).fill('broken failed'));
    expect(quick.got).toEqual(all());
    expect(sorted(worker.returned)).toEqual(all());
    expect(broken.closed).toBe(1);
    // Each is not logged, and the last line says why the sink is gone.
    expect(logged.filter((line) => line.includes('the sink broken failed'))).toHaveLength(5);
    expect(logged.at(-1)).toContain('the sink broken is removed: it failed 10 times in a row');
  });

  it('keeps a sink that fails now and then', () => {
    const sink = new QuickSink();
    sink.fails = (frame) => frame % 2 === 0;
    output.addSink('sink', sink);
    play(40);
    expect(sink.got).toHaveLength(20);
    expect(drops()).toHaveLength(20);
  });

  it('clears its queue and tells the sinks when the model flushes', () => {
    const sink = new QuickSink();
    output.addSink('sink', sink);
    emit(4);
    clock.advance(0);
    output.change({ flush: true });
    clock.advance(100);
    expect([sink.got, sink.flushes]).toEqual([[1], 1]);
    expect([sorted(worker.returned), worker.credit]).toEqual([all(), 4]);
  });

  it('refuses a second sink of one name, and takes the name again when the first is gone', async () => {
    const remove = output.addSink('sink', new QuickSink());
    expect(() => output.addSink('sink', new QuickSink())).toThrow('has a sink sink already');
    await remove();
    await remove();
    const again = new QuickSink();
    output.addSink('sink', again);
    play(1);
    expect(again.got).toEqual([1]);
  });

  it('takes no sink and no peer when it is closed', async () => {
    await output.close();
    expect(() => output.addSink('late', new QuickSink())).toThrow('the session has ended');
    expect(() => output.createPeer({} as MediaPeerOptions)).toThrow('the session has ended');
    expect(engines[0].opened).toBe(0);
  });

  it('sends a sink that joins during a bundle the next one', () => {
    const [late, first] = [new QuickSink(), new QuickSink()];
    first.push = () => {
      if (next === 1) output.addSink('late', late);
    };
    output.addSink('first', first);
    play(1);
    play(1);
    expect(late.got).toEqual([2]);
  });
});

describe('the media engines of a session', () => {
  it('are opened with their first peer, the first one by default', () => {
    play(1);
    expect(engines.map(({ opened }) => opened)).toEqual([0, 0]);
    expect(output.createPeer({} as MediaPeerOptions)).toEqual({ engine: 'main' });
    output.createPeer({} as MediaPeerOptions);
    expect(output.createPeer({} as MediaPeerOptions, 'other')).toEqual({ engine: 'other' });
    play(1);
    expect(engines.map(({ opened, sink }) => [opened, sink.got])).toEqual([
      [1, [2]],
      [1, [2]],
    ]);
    expect(() => output.createPeer({} as MediaPeerOptions, 'none')).toThrow('there is main, other');
  });

  it('read the last picture of a track, which stays with the session until the next', async () => {
    play(1, 'near');
    const kept = output.lastPicture('near');
    output.createPeer({} as MediaPeerOptions);
    expect(engines[0].context?.lastPicture('near')).toBe(kept);
    expect(worker.returned).toEqual([]);
    play(1, 'near');
    expect(worker.returned).toEqual([1]);
    output.change({ flush: true });
    expect(worker.returned).toEqual([1]);
    await output.close();
    expect(worker.returned).toEqual([1, 2]);
    expect(engines[0].context?.lastPicture('near')).toBeUndefined();
  });

  it('report the frames that they sent, with the way that each took', () => {
    output.createPeer({} as MediaPeerOptions);
    emit(1, 'main_video');
    clock.advance(TICK_MS);
    const now = sharedNowMs();
    const frame = { track: 'main_video', frame: 1, rtpTimestamp: 3_000, encodedMs: now + 4, sentMs: now + 5 };
    engines[0].context!.frameSent(frame);
    engines[0].context!.frameSent({ ...frame, frame: 2 });
    expect(traced).toEqual([expect.objectContaining({ ...frame, turn: 1 })]);
    expect(traced[0]!.times.sendMs).toBeCloseTo(1);
    expect(measured.filter(({ kind }) => kind === 'sent')).toHaveLength(1);
  });

  it('are opened again after one failed too often', async () => {
    output.createPeer({} as MediaPeerOptions);
    const { sink } = engines[0];
    sink.fails = () => true;
    play(10);
    await settle();
    expect(sink.closed).toBe(1);
    sink.fails = () => false;
    output.createPeer({} as MediaPeerOptions);
    play(1);
    expect([engines[0].opened, sink.got]).toEqual([2, [11]]);
  });

  it.each([
    [[], 'no media engine'],
    [['a', 'b', 'a'], 'two media engines are called a'],
  ])('are refused at the start: %j', (names, why) => {
    expect(() => new MediaEngines(names.map((name) => new FakeEngine(name)))).toThrow(why);
  });
});

/** Numbers from 0 up to 1, the same for a seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('no slot is lost', () => {
  it.each(Array.from({ length: 20 }, (_, at) => at + 1))('in any order of events: seed %d', async (seed) => {
    const random = randomOf(seed);
    const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
    const sinks: { sink: HoldingSink; remove: () => Promise<void> }[] = [];
    const actions: (() => void)[] = [
      () => emit(1 + Math.floor(random() * 4), ...(random() < 0.5 ? ['near'] : ['near', 'far'])),
      () => clock.advance(Math.floor(random() * 4 * TICK_MS)),
      () => clock.advance(Math.floor(random() * 4 * TICK_MS)),
      () => {
        const sink = new HoldingSink();
        if (random() < 0.3) sink.fails = () => random() < 0.5;
        if (random() < 0.2) sink.ended = new Promise(() => {});
        sinks.push({ sink, remove: output.addSink(`sink ${sinks.length}`, sink) });
      },
      () => void pick(sinks)?.remove(),
      () => {
        const { held } = pick(sinks)?.sink ?? { held: new Map<number, never>() };
        const [frame] = held.keys();
        if (frame !== undefined) (held as HoldingSink['held']).get(frame)!.resolve();
        held.delete(frame!);
      },
      () => {
        const [entry] = pick(sinks)?.sink.held ?? [];
        entry?.[1].reject(new Error('lost'));
      },
      () => output.change({ flush: true }),
      () => void output.createPeer({} as MediaPeerOptions, random() < 0.5 ? 'main' : 'other'),
    ];
    for (let step = 0; step < 200; step++) {
      pick(actions)!();
      if (random() < 0.3) await settle();
    }
    // Nothing is returned twice, and everything lent is either back, queued, held by a sink, or a last picture.
    expect(new Set(worker.returned).size).toBe(worker.returned.length);
    await output.close();
    emit(2);
    await settle();
    expect(sorted(worker.returned)).toEqual(all());
    expect(worker.credit).toBe(next);
  });
});

function fail(): never {
  throw new Error('this sink is broken');
}
