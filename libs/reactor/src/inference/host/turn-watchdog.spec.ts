import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  Command,
  Idle,
  OnSessionStarted,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
} from '../../authoring/index.js';
import type { VideoFrame } from '../../media/index.js';
import { Bench, grey, OnePicture, ShadeState, until } from './host-bench.fixture.js';
import { PULSE_MS } from '../protocol/protocol-limits.js';
import { TurnWatchdog } from './turn-watchdog.js';

/** What is told as slow here: turns do nothing, so what is not stuck takes far less. */
const SLOW_MS = 200;

/** Long enough for a turn that is stuck to be told several times, if it were. */
const PATIENCE_MS = 3 * SLOW_MS;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const warnings: string[] = [];
beforeAll(() => Logger.overrideLogger(false));
beforeEach(() => {
  warnings.splice(0);
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void warnings.push(String(line)));
});
afterEach(() => void jest.restoreAllMocks());

/** Awaited by whoever is to be stuck; the next test starts with a fresh one. */
let gate: { readonly opened: Promise<void>; readonly open: () => void };
beforeEach(() => {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  gate = { opened, open };
});

class Camera {
  @Video() webcam!: VideoFrame;
}

@ReactorModel({ name: 'sloth', state: ShadeState, output: OnePicture, input: Camera, fps: 240 })
class Sloth extends ReactorPipeline<ShadeState, OnePicture, Camera> {
  static does: 'awaits' | 'reads' | 'idles' | 'shows' | 'hooks' = 'shows';
  static turns = 0;

  async *inference(): AsyncGenerator<Turn<OnePicture>, void, void> {
    for (;;) {
      if (++Sloth.turns === 3) {
        if (Sloth.does === 'awaits') await gate.opened;
        if (Sloth.does === 'reads') await this.input.webcam.read();
      }
      yield Sloth.does === 'idles' ? Idle : { mainVideo: grey(1) };
    }
  }

  @OnSessionStarted() async prepare(): Promise<void> {
    if (Sloth.does === 'hooks') await gate.opened;
  }

  @Command() async think(): Promise<void> {
    await gate.opened;
  }
}

describe('a session', () => {
  let bench: Bench;

  async function begin(does: (typeof Sloth)['does']): Promise<void> {
    Sloth.does = does;
    Sloth.turns = 0;
    bench = new Bench(Sloth, { slowTurnMs: SLOW_MS, handlerTimeoutMs: 0 });
    await bench.host.start();
    void bench.host.beginSession('s1');
    bench.host.connect({ id: 1, joinedAtMs: performance.now() });
  }

  afterEach(async () => {
    gate.open();
    await bench.host.close();
  });

  it('whose turn awaits for too long is told of once, with the turn, its time and what to do', async () => {
    await begin('awaits');
    await until(() => Math.max(...bench.ages) > PATIENCE_MS);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^turn 3 of sloth has run for \d+\.\d s and is still awaiting, and commands and hooks wait for it; add a time limit to what it awaits, .* inference\.slowTurnMs .*session=s1 turn=3 blocked=false$/,
      ),
    ]);
    gate.open();
    await until(() => bench.ages.at(-1) === 0);
  });

  it('whose hook awaits for too long is told of once, with its method', async () => {
    await begin('hooks');
    await until(() => Math.max(...bench.ages) > PATIENCE_MS);
    expect(warnings).toEqual([expect.stringMatching(/^hook prepare\(\) of sloth has run for /)]);
  });

  it.each<[string, (typeof Sloth)['does'], () => unknown]>([
    ['waits for a picture', 'reads', () => undefined],
    ['has nothing to show', 'idles', () => undefined],
    ['has no room', 'shows', () => (bench.flowing = false)],
    ['shows a picture after the other', 'shows', () => undefined],
    ['waits for a handler, which has a limit of its own', 'shows', () => void bench.command('think')],
    ['has nobody to show anything', 'shows', () => bench.host.disconnect(1)],
  ])('whose model %s is not told of', async (_, does, then) => {
    await begin(does);
    await until(() => Sloth.turns >= 2);
    then();
    await wait(PATIENCE_MS);
    expect(warnings).toEqual([]);
  });

  it('that is over is not looked at any more', async () => {
    await begin('shows');
    await until(() => bench.ages.length > 2);
    await bench.host.endSession('');
    const { length } = bench.ages;
    expect(bench.ages.at(-1)).toBe(0);
    await wait(SLOW_MS);
    expect(bench.ages).toHaveLength(length);
  });
});

describe('a generator that ends without a yield', () => {
  @ReactorModel({ name: 'mute', output: OnePicture })
  class Mute extends ReactorPipeline<object, OnePicture> {
    static made = 0;

    *inference(): Generator<Turn<OnePicture>, void, void> {
      if (Mute.made++ < 0) yield Idle;
    }
  }

  it('is told of once in each session, and started over', async () => {
    const bench = await new Bench(Mute).begin(1);
    await until(() => Mute.made > 5);
    expect(warnings).toEqual([
      expect.stringMatching(/^Mute\.inference\(\) returned without a yield, .* yield Idle while/),
    ]);
    await bench.host.endSession('');
    await bench.host.beginSession('s2');
    bench.host.connect({ id: 1, joinedAtMs: performance.now() });
    await until(() => warnings.length === 2);
    await bench.host.close();
  });
});

describe('a watchdog', () => {
  const SLOW = 5_000;
  const slow: string[] = [];
  const ages: number[] = [];
  let watchdog: TurnWatchdog;

  beforeEach(() => {
    jest.useFakeTimers();
    slow.splice(0);
    ages.splice(0);
    watchdog = new TurnWatchdog('sloth', SLOW, {
      age: (ms) => void ages.push(ms),
      slow: (text) => void slow.push(text),
    });
    watchdog.start();
  });
  afterEach(() => {
    watchdog.stop();
    jest.useRealTimers();
  });

  /** The worker's thread runs meanwhile. */
  function passes(ms: number): void {
    for (let passed = 0; passed < ms; passed += PULSE_MS) {
      jest.advanceTimersByTime(PULSE_MS);
      watchdog.pulse();
    }
  }

  it.each<[string, Parameters<TurnWatchdog['started']>[0] | undefined, string]>([
    ['a turn', { kind: 'turn', turn: 7 }, "turn 7 of sloth has blocked the worker's thread for "],
    ['a hook', { kind: 'hook', hook: 'prepare' }, "hook prepare() of sloth has blocked the worker's thread for "],
    ['no known work', undefined, "sloth between two waits has blocked the worker's thread for "],
  ])('reports a worker without a pulse in %s', (_, work, text) => {
    if (work !== undefined) watchdog.started(work);
    jest.advanceTimersByTime(SLOW + 2_000);
    expect(slow).toEqual([expect.stringContaining(text)]);
    expect(slow[0]).toContain('await between its steps, or yield more often');
    expect(ages.at(-1)).toBeGreaterThan(SLOW);
  });

  it('reports each slow turn, and the same one once though it waited in between', () => {
    for (const turn of [1, 1, 2]) {
      watchdog.started({ kind: 'turn', turn });
      passes(SLOW + 2_000);
      watchdog.ended();
      passes(2_000);
    }
    expect(slow.map((text) => text.slice(0, 6))).toEqual(['turn 1', 'turn 2']);
    expect(slow[0]).toContain('is still awaiting');
    expect(ages.at(-1)).toBe(0);
  });

  it('leaves a handler to its own limit, also where it blocks the worker', () => {
    watchdog.handlerStarted(1);
    jest.advanceTimersByTime(2 * SLOW);
    expect(slow).toEqual([]);
    expect(ages.at(-1)).toBeGreaterThan(SLOW);
    watchdog.handlerEnded(1);
    jest.advanceTimersByTime(2_000);
    expect(slow).toHaveLength(1);
  });

  it('begins each session anew', () => {
    watchdog.started({ kind: 'turn', turn: 1 });
    passes(SLOW + 2_000);
    watchdog.start();
    passes(2_000);
    expect(ages.at(-1)).toBe(0);
  });
});
