import { Injectable, Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Client,
  Command,
  CommandError,
  Idle,
  InputField,
  MessageField,
  ModelMessage,
  OnConnected,
  OnDisconnected,
  OnFileUploaded,
  OnSessionEnded,
  OnSessionStarted,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  type UploadedFile,
  Video,
} from '../../authoring/index.js';
import { checkCommand } from '../../contract/index.js';
import type { VideoFrame } from '../../media/index.js';
import { Bench, grey, OnePicture, ShadeState, until, UPLOAD } from '../host/host-bench.fixture.js';

// The failures are wanted here.
beforeAll(() => Logger.overrideLogger(false));

let bench: Bench | undefined;
afterEach(async () => {
  await bench?.host.close();
  bench = undefined;
});

describe('a pipeline behind its host', () => {
  @ReactorModel({ name: 'busy', state: ShadeState, output: OnePicture, bufferSize: 2 })
  class Busy extends ReactorPipeline<ShadeState, OnePicture> {
    *inference(): Generator<Turn<OnePicture>, void, void> {
      while (true) yield { mainVideo: grey(this.state.shade) };
    }
  }

  it('numbers turns and frames from 1 and goes no faster than 60 frames a second', async () => {
    bench = await new Bench(Busy).begin(1);
    await until(() => bench!.chunks.length >= 3);
    expect(bench.chunks.slice(0, 3).map(({ turn, bundles }) => [turn, bundles.map(({ frame }) => frame)])).toEqual([
      [1, [1]],
      [2, [2]],
      [3, [3]],
    ]);
    // A turn that takes next to no time is told as 60; on a busy machine not every one does.
    await until(() => bench!.chunks.some(({ fps }) => fps === 60));
    expect(Math.max(...bench.chunks.map(({ fps }) => fps))).toBe(60);
  });

  it('makes as many frames ahead as it declares and no more, then one for each that is shown', async () => {
    bench = new Bench(Busy);
    bench.flowing = false;
    await bench.begin(1);
    await until(() => bench!.bundles.length === 2);
    // A command is answered between turns: the generator had its chance, and waits.
    await bench.command('set_shade', { shade: 7 });
    expect(bench.lumas).toEqual([0, 0]);
    bench.host.grant(1);
    await until(() => bench!.bundles.length === 3);
    expect(bench.lumas).toEqual([0, 0, 7]);
  });

  @ReactorModel({ name: 'undecided', state: ShadeState, output: OnePicture })
  class Undecided extends Busy {}

  it.each([
    ['as the application says', Undecided, { bufferSize: 3 }, 3],
    ['as the model says, whatever the application does', Busy, { bufferSize: 3 }, 2],
    ['one, where nobody says', Undecided, {}, 1],
  ])('makes as many frames ahead %s', async (_says, model, options, frames) => {
    bench = new Bench(model, options);
    bench.flowing = false;
    await bench.begin(1);
    await until(() => bench!.bundles.length === frames);
    await bench.command('set_shade', { shade: 7 });
    expect([bench.bundles.length, bench.host.bufferSize]).toEqual([frames, frames]);
  });

  it('applies a command between two turns of a generator that never awaits, and says which frame shows it', async () => {
    bench = await new Bench(Busy).begin(1);
    await until(() => bench!.bundles.length > 2);
    const outcome = await bench.command('set_shade', { shade: 99 });
    expect(outcome).toEqual({ ok: true, turn: expect.any(Number), frame: expect.any(Number) });
    const { frame } = outcome as { frame: number };
    await until(() => bench!.bundles.length > frame);
    expect(bench.lumas.slice(frame - 2, frame)).toEqual([0, 99]);
  });

  it('makes nothing until somebody watches, and stops when nobody does', async () => {
    bench = await new Bench(Busy).begin();
    expect((await bench.command('set_shade', { shade: 1 })).ok).toBe(true);
    expect(bench.bundles).toHaveLength(0);
    bench.host.connect({ id: 1, joinedAtMs: 0 });
    await until(() => bench!.bundles.length > 2);
    bench.host.disconnect(1);
    await bench.command('set_shade', { shade: 2 });
    const shown = bench.bundles.length;
    await bench.command('set_shade', { shade: 3 });
    expect(bench.bundles.length).toBeLessThanOrEqual(shown + 1);
    bench.host.connect({ id: 2, joinedAtMs: 0 });
    await until(() => bench!.lumas.at(-1) === 3);
  });

  it('gives each session fresh state, frame numbers and room', async () => {
    bench = new Bench(Busy);
    bench.flowing = false;
    await bench.begin(1);
    await bench.command('set_shade', { shade: 50 });
    await until(() => bench!.bundles.length === 2);
    await bench.host.endSession('stopped');
    await bench.host.beginSession('s2');
    bench.host.connect({ id: 1, joinedAtMs: 0 });
    await until(() => bench!.bundles.length === 4);
    expect(bench.lumas.slice(2)).toEqual([0, 0]);
    expect(bench.bundles[2]).toMatchObject({ frame: 1, turn: 1 });
  });

  it('refuses a command after the end with no_session', async () => {
    bench = await new Bench(Busy).begin(1);
    await bench.host.endSession('stopped');
    expect(await bench.command('set_shade', { shade: 5 })).toMatchObject({ ok: false, code: 'no_session' });
  });

  it('answers a command that comes after the host was closed with worker_lost', async () => {
    bench = await new Bench(Busy).begin(1);
    await bench.host.close();
    expect(await bench.command('set_shade', { shade: 5 })).toMatchObject({ ok: false, code: 'worker_lost' });
    expect(bench.losses).toEqual([]);
  });
});

describe('a turn that takes its time', () => {
  let finish: () => void = () => undefined;
  let begun = 0;
  const log: string[] = [];

  class Told extends ModelMessage {
    @MessageField({ type: 'number' }) value!: number;
  }

  @ReactorModel({ name: 'slow', state: ShadeState, output: OnePicture, fps: 12 })
  class Slow extends ReactorPipeline<ShadeState, OnePicture> {
    async *inference(): AsyncGenerator<Turn<OnePicture>, void, void> {
      for (;;) {
        begun++;
        await new Promise<void>((resolve) => (finish = resolve));
        log.push('turn');
        yield { mainVideo: grey(this.state.shade) };
      }
    }

    @Command()
    mark(@InputField({ name: 'word', default: '' }) word: string): void {
      log.push(word);
    }

    @Command({ dedupe: true, reply: Told })
    aim(@InputField({ name: 'value', default: 0 }) value: number): Told {
      log.push(`aim ${value}`);
      return Told.of({ value });
    }
  }

  /** A session in which a turn is under way, and stays so until `finish` is called. */
  async function inTurn(options: ConstructorParameters<typeof Bench>[1] = {}): Promise<Bench> {
    bench = await new Bench(Slow, options).begin(1);
    begun = 0;
    await until(() => begun > 0);
    log.length = 0;
    return bench;
  }

  it('keeps commands waiting, then runs them all in the order they came', async () => {
    await inTurn();
    const calls = ['a', 'b', 'c'].map((word) => bench!.command('mark', { word }));
    await bench!.arrived();
    expect(log).toEqual([]);
    await until(() => (finish(), log.includes('c')));
    await Promise.all(calls);
    expect(log.filter((word) => word !== 'turn')).toEqual(['a', 'b', 'c']);
  });

  it('plays at the declared rate, whatever a turn took', async () => {
    bench = await new Bench(Slow).begin(1);
    await until(() => (finish(), bench!.chunks.length > 1));
    expect(bench.chunks.map(({ fps }) => fps).slice(0, 2)).toEqual([12, 12]);
  });

  it('runs only the newest of deduped calls, and acknowledges those it replaced', async () => {
    await inTurn();
    const calls = [1, 2, 3].map((value) => bench!.command('aim', { value }));
    await bench!.arrived();
    await until(() => (finish(), log.some((entry) => entry.startsWith('aim'))));
    const [first, second, third] = await Promise.all(calls);
    expect(log.filter((entry) => entry.startsWith('aim'))).toEqual(['aim 3']);
    expect(first).toEqual({ ok: true, turn: expect.any(Number), frame: expect.any(Number) });
    expect(second).toEqual(first);
    expect(third).toEqual({ ...first, reply: { type: 'told', data: { value: 3 } } });
  });

  it('is given up with its worker when it does not come to rest, and the host may be started again', async () => {
    const { host, losses } = await inTurn({ turnTimeoutMs: 30 });
    const waiting = bench!.command('mark', { word: 'never' });
    await host.endSession('stopped');
    expect(await waiting).toMatchObject({ ok: false, code: 'worker_lost' });
    expect(losses).toEqual([
      { code: 'worker_lost', message: "The model slow did not finish its turn within 30 ms; see the server's log" },
    ]);
    await bench!.begin(1);
    await until(() => (finish(), bench!.chunks.length > 0));
    finish();
  });
});

describe('handlers', () => {
  class Figures extends ModelMessage {
    @MessageField({ type: 'number' }) value!: unknown;
  }

  @ReactorModel({ name: 'handled', state: ShadeState, output: OnePicture, messages: [Figures] })
  class Handled extends ReactorPipeline<ShadeState, OnePicture> {
    *inference(): Generator<Turn<OnePicture>, void, void> {
      while (true) yield Idle;
    }

    @Command({ reply: Figures })
    figure(@InputField({ name: 'kind', default: 'plain' }) kind: string): Figures {
      const values: Record<string, unknown> = { plain: 1, nan: Number.NaN, floats: new Float32Array(1), big: 1n };
      return Figures.of({ value: values[kind] });
    }

    @Command()
    refuse(): void {
      throw new CommandError('too_dark', 'It is too dark.');
    }

    @Command()
    stumble(): void {
      throw new Error('secret /etc/passwd');
    }

    @Command()
    tell(client: Client): void {
      client.send(Figures.of({ value: client.id }));
      this.send(Figures.of({ value: 0 }));
      this.send(Figures.of({ value: Number.NaN }));
    }

    @Command()
    look(@InputField({ name: 'image', type: 'file' }) image: UploadedFile): void {
      throw new CommandError('seen', `${image.name} ${image.mimeType} ${image.claimedMimeType} ${image.size}`);
    }
  }

  it.each([
    ['refuse', {}, { ok: false, code: 'too_dark', message: 'It is too dark.' }],
    ['stumble', {}, { ok: false, code: 'internal_error', message: "The handler failed; see the server's log." }],
    [
      'figure',
      { kind: 'nan' },
      { ok: false, code: 'internal_error', message: "The handler failed; see the server's log." },
    ],
    [
      'figure',
      { kind: 'floats' },
      { ok: false, code: 'internal_error', message: "The handler failed; see the server's log." },
    ],
    [
      'figure',
      { kind: 'big' },
      { ok: false, code: 'internal_error', message: "The handler failed; see the server's log." },
    ],
  ])('%s %j is answered, and the next command still runs', async (name, args, outcome) => {
    bench = await new Bench(Handled).begin(1);
    expect(await bench.command(name, args)).toEqual(outcome);
    expect(await bench.command('figure')).toEqual({
      ok: true,
      reply: { type: 'figures', data: { value: 1 } },
      turn: expect.any(Number),
      frame: 1,
    });
    expect(bench.failures).toEqual([]);
  });

  it('send to one client and to all; what cannot be encoded is left out', async () => {
    bench = await new Bench(Handled).begin(1, 2);
    await bench.command('tell', {}, 2);
    expect(bench.messages).toEqual([
      [{ type: 'figures', data: { value: 2 } }, 2],
      [{ type: 'figures', data: { value: 0 } }, undefined],
    ]);
  });

  it('receive uploads as files', async () => {
    bench = await new Bench(Handled).begin(1);
    const command = checkCommand(bench.host.manifest, 'look', {}, { image: UPLOAD });
    const outcome = await bench.host.command({ clientId: 1, command, files: { image: UPLOAD } });
    expect(outcome).toMatchObject({ code: 'seen', message: 'cat.png image/jpeg image/png 3' });
  });
});

describe('hooks', () => {
  const log: string[] = [];

  @ReactorModel({ name: 'hooked', state: ShadeState, output: OnePicture })
  class Hooked extends ReactorPipeline<ShadeState, OnePicture> {
    *inference(): Generator<Turn<OnePicture>, void, void> {
      log.push('generator');
      try {
        while (true) yield Idle;
      } finally {
        log.push(`finally ${this.state.shade}`);
      }
    }

    @OnSessionStarted() began(): void {
      log.push(`began ${this.state.shade}`);
      throw new Error('hooks may fail');
    }
    @OnSessionEnded() ended(): void {
      log.push(`ended ${this.state.shade} ${this.clients.length}`);
    }
    @OnConnected() async came(client: Client): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`came ${client.id}`);
    }
    @OnDisconnected() left(client: Client): void {
      log.push(`left ${client.id}`);
    }
    @OnFileUploaded() filed(file: UploadedFile, client: Client): void {
      log.push(`filed ${file.name} ${client.id}`);
    }
  }

  it('follow a session in order, see its state, and disconnected is not told at its end', async () => {
    bench = await new Bench(Hooked).begin(1, 2);
    await bench.command('set_shade', { shade: 8 });
    await until(() => log.includes('generator'));
    bench.host.fileUploaded(2, UPLOAD);
    bench.host.disconnect(1);
    await until(() => log.includes('left 1'));
    await bench.host.endSession('stopped');
    expect(log).toEqual([
      'began 0',
      'came 1',
      'came 2',
      'generator',
      'filed cat.png 2',
      'left 1',
      'finally 8',
      'ended 8 0',
    ]);
    expect(bench.failures).toEqual([]);
  });
});

describe('what a generator yields', () => {
  class TwoTracks {
    @Video() mainVideo!: VideoFrame;
    @Video() depth!: VideoFrame;
  }

  @ReactorModel({ name: 'yields', state: ShadeState, output: TwoTracks, fps: 10, bufferSize: 8 })
  class Yields extends ReactorPipeline<ShadeState, TwoTracks> {
    static turns: unknown[] = [];
    static made = 0;

    *inference(): Generator<never, void, void> {
      Yields.made++;
      yield* Yields.turns.splice(0) as never[];
    }
  }

  async function show(...turns: unknown[]): Promise<Bench> {
    Yields.turns = turns;
    bench = await new Bench(Yields).begin(1);
    await until(() => Yields.turns.length === 0 && (bench!.chunks.length > 0 || bench!.failures.length > 0));
    return bench;
  }

  it('splits a batch into frames and repeats an unbatched picture in each, in buffers of its own', async () => {
    const { chunks } = await show({ mainVideo: [grey(1), grey(2), grey(3)], depth: grey(9) });
    expect(chunks).toHaveLength(1);
    expect(chunks[0]).toMatchObject({ turn: 1, fps: 10 });
    expect(chunks.flatMap(({ bundles }) => bundles.map(({ frame, turn }) => [frame, turn]))).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  it('emits nothing for Idle and undefined, and starts a finished generator over', async () => {
    Yields.made = 0;
    const shown = await show(Idle, undefined, { depth: grey(4) });
    expect(shown.chunks).toHaveLength(1);
    expect(shown.chunks[0]).toMatchObject({ turn: 3 });
    await until(() => Yields.made > 2);
  });

  it.each([
    ['a bare frame', () => grey(1)],
    ['a number', () => 5],
    ['an unknown track', () => ({ mainVideo: grey(1), mainVidoe: grey(1) })],
    ['bytes for a frame', () => ({ mainVideo: new Uint8Array(4) })],
    ['an empty batch', () => ({ mainVideo: [] })],
    ['batches of two lengths', () => ({ mainVideo: [grey(1)], depth: [grey(1), grey(2)] })],
    ['no track', () => ({})],
  ])('fails the session for %s', async (_, output) => {
    const { failures } = await show(output());
    expect(failures).toEqual([
      {
        code: 'model_failed',
        message: "The model yields failed; the session is over. Start another one, or see the server's log.",
      },
    ]);
  });

  it('runs the next session after a failure', async () => {
    const shown = await show(5);
    await shown.host.endSession('error');
    Yields.turns = [{ depth: grey(1) }];
    await shown.host.beginSession('s2');
    shown.host.connect({ id: 1, joinedAtMs: 0 });
    await until(() => shown.chunks.length === 1);
    expect(shown.losses).toEqual([]);
  });
});

describe('loading', () => {
  @Injectable()
  class Palette {
    readonly grey = 42;
  }

  @ReactorModel({ name: 'injected', output: OnePicture, providers: [Palette], config: { add: 1 } })
  class Injected extends ReactorPipeline<object, OnePicture> {
    private add = 0;

    constructor(private readonly palette: Palette) {
      super();
    }

    override async load(config: { add: number }): Promise<void> {
      this.add = config.add;
    }

    *inference(): Generator<Turn<OnePicture>, void, void> {
      while (true) yield { mainVideo: grey(this.palette.grey + this.add) };
    }
  }

  @ReactorModel({ name: 'broken', output: OnePicture })
  class Broken extends ReactorPipeline<object, OnePicture> {
    override load(): void {
      throw new Error('no weights');
    }

    *inference(): Generator<Turn<OnePicture>, void, void> {
      yield Idle;
    }
  }

  it('injects the providers that the model declares and hands it its config', async () => {
    bench = await new Bench(Injected).begin(1);
    await until(() => bench!.lumas.length > 0);
    expect(bench.lumas[0]).toBe(43);
  });

  it('rejects the start with model_failed, naming the reason', async () => {
    bench = new Bench(Broken);
    await expect(bench.host.start()).rejects.toMatchObject({
      code: 'model_failed',
      message: "The model broken could not be loaded: no weights; see the server's log",
    });
    expect(bench.losses).toEqual([]);
  });
});

describe('load()', () => {
  const read: unknown[] = [];

  @ReactorModel({ name: 'warm', state: ShadeState, output: OnePicture })
  class Warm extends ReactorPipeline<ShadeState, OnePicture> {
    override async load(): Promise<void> {
      read.push(this.state.shade);
      this.state.shade = 99;
      await Promise.resolve();
      read.push(this.state.shade);
    }

    *inference(): Generator<Turn<OnePicture>, void, void> {
      while (true) yield { mainVideo: grey(this.state.shade) };
    }
  }

  it('may read the defaults of the state; what it writes there, no session sees', async () => {
    bench = await new Bench(Warm).begin(1);
    await until(() => bench!.chunks.length >= 1);
    expect(read).toEqual([0, 99]);
    expect(bench.lumas[0]).toBe(0);
  });
});
