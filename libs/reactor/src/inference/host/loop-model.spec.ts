import { Injectable, Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Audio, Command, InputClosed, OnSessionStarted, ReactorModel, Video } from '../../authoring/index.js';
import { AudioSamples, type VideoFrame } from '../../media/index.js';
import { Bench, grey, OnePicture, ShadeState, until } from './host-bench.fixture.js';

beforeAll(() => Logger.overrideLogger(false));

let bench: Bench;
const log: string[] = [];
beforeEach(() => void log.splice(0));
afterEach(() => bench.host.close());

class Camera {
  @Video() webcam!: VideoFrame;
  @Audio({ sampleRate: 16_000 }) mic!: AudioSamples;
}

@Injectable()
class Palette {
  readonly grey = 40;
}

describe('a model with a loop of its own', () => {
  @ReactorModel({
    name: 'looping',
    state: ShadeState,
    output: OnePicture,
    providers: [Palette],
    config: { add: 2 },
    bufferSize: 2,
  })
  class Looping extends ReactorModel<ShadeState, OnePicture> {
    private add = 0;

    constructor(private readonly palette: Palette) {
      super();
    }

    override load(config: { add: number }): void {
      this.add = config.add;
      log.push('loaded');
    }

    async run(): Promise<void> {
      log.push('running');
      try {
        for (;;) {
          await this.connected.wait();
          await this.emit({ mainVideo: grey(this.palette.grey + this.add + this.state.shade) });
        }
      } finally {
        log.push('ended');
      }
    }

    @OnSessionStarted() began(): void {
      log.push('began');
    }

    @Command() slower(): void {
      this.output.fps = 5;
    }

    @Command() forget(): void {
      this.output.flush();
    }

    @Command() refuse(): void {
      this.output.fps = 0;
    }
  }

  @ReactorModel({ name: 'lingering', state: ShadeState, output: OnePicture })
  class Lingering extends ReactorModel<ShadeState, OnePicture> {
    async run(): Promise<void> {
      await this.connected.wait();
      while (this.connected.isSet) await this.emit({ mainVideo: grey(1) });
      log.push(`shade ${this.state.shade}`);
      await this.connected.wait();
    }
  }

  it('is built with its providers, loaded with its config, and runs before any session', async () => {
    bench = new Bench(Looping);
    await bench.host.start();
    await until(() => log.includes('running'));
    expect(log).toEqual(['loaded', 'running']);
    expect(bench.bundles).toHaveLength(0);
  });

  it('emits while somebody is connected, at 30 frames a second unless it says otherwise', async () => {
    bench = await new Bench(Looping).begin(1);
    await until(() => bench.chunks.length > 2);
    expect(bench.lumas[0]).toBe(42);
    expect(bench.chunks[0]).toMatchObject({ fps: 30, turn: 1 });
  });

  it('shows a command in the next frame', async () => {
    bench = await new Bench(Looping).begin(1);
    const { frame } = (await bench.command('set_shade', { shade: 50 })) as { frame: number };
    await until(() => bench.lumas.length > frame);
    expect(bench.lumas.slice(frame - 1, frame + 1)).toEqual([92, 92]);
  });

  it('waits in emit while there is no room', async () => {
    bench = new Bench(Looping);
    bench.flowing = false;
    await bench.begin(1);
    await until(() => bench.bundles.length === 2);
    await bench.command('set_shade', { shade: 1 });
    await bench.command('set_shade', { shade: 2 });
    expect(bench.bundles).toHaveLength(2);
    bench.host.grant(1);
    await until(() => bench.bundles.length === 3);
  });

  it('goes on in the next session, with fresh state and frames numbered from 1', async () => {
    bench = await new Bench(Looping).begin(1);
    await bench.command('set_shade', { shade: 50 });
    await until(() => bench.lumas.includes(92));
    await bench.host.endSession('stopped');
    const before = bench.bundles.length;
    await bench.host.beginSession('s2');
    bench.host.connect({ id: 1, joinedAtMs: 0 });
    await until(() => bench.bundles.length > before);
    expect(bench.bundles[before]).toMatchObject({ frame: 1, turn: 1 });
    expect(bench.lumas[before]).toBe(42);
    expect(log.filter((entry) => entry === 'running')).toHaveLength(1);
  });

  it('finds the defaults in its state after the end of a session', async () => {
    bench = await new Bench(Lingering).begin(1);
    await bench.command('set_shade', { shade: 50 });
    await bench.host.endSession('stopped');
    await until(() => log.length > 0);
    expect(log).toEqual(['shade 0']);
  });

  it('changes the rate and flushes by its output; a rate of 0 is refused', async () => {
    bench = await new Bench(Looping).begin(1);
    await bench.command('slower');
    await bench.command('forget');
    expect(await bench.command('refuse')).toMatchObject({ ok: false, code: 'internal_error' });
    expect(bench.playouts).toEqual([{ fps: 5 }, { flush: true }]);
    const before = bench.chunks.length;
    await until(() => bench.chunks.length > before);
    expect(bench.chunks.at(-1)).toMatchObject({ fps: 5 });
  });

  it('ends at shutdown by itself, and its finally runs', async () => {
    bench = await new Bench(Looping).begin(1);
    await until(() => bench.chunks.length > 0);
    await bench.host.close();
    expect(log.at(-1)).toBe('ended');
    expect(bench.losses).toEqual([]);
  });

  it('ends at shutdown also while nobody is connected', async () => {
    bench = new Bench(Looping);
    await bench.host.start();
    await until(() => log.includes('running'));
    await bench.host.close();
    expect(log.at(-1)).toBe('ended');
  });
});

describe('a loop that ends before it is told to', () => {
  @ReactorModel({ name: 'short', output: OnePicture })
  class Short extends ReactorModel<object, OnePicture> {
    async run(): Promise<void> {
      await this.connected.wait();
      await this.emit({ mainVideo: grey(1) });
    }
  }

  @ReactorModel({ name: 'crashing', output: OnePicture })
  class Crashing extends ReactorModel<object, OnePicture> {
    async run(): Promise<void> {
      await this.connected.wait();
      throw new Error('out of memory at /secret');
    }
  }

  it.each([
    ['returns', Short, 'short'],
    ['throws', Crashing, 'crashing'],
  ])(
    'by one that %s the model is reported lost, waiting commands are answered, and it can be started again',
    async (_, modelClass, name) => {
      bench = await new Bench(modelClass).begin(1);
      await until(() => bench.losses.length === 1);
      expect(bench.losses).toEqual([
        { code: 'model_failed', message: `The model ${name} ended; see the server's log.` },
      ]);
      await bench.host.start();
      await bench.host.beginSession('s2');
      bench.host.connect({ id: 1, joinedAtMs: 0 });
      await until(() => bench.losses.length === 2);
    },
  );
});

describe('what a loop may tell of an emission', () => {
  @ReactorModel({ name: 'telling', output: OnePicture, fps: 24, bufferSize: 2 })
  class Telling extends ReactorModel<object, OnePicture> {
    static script: ((model: Telling) => Promise<void>) | undefined;

    async run(): Promise<void> {
      await this.connected.wait();
      await Telling.script?.(this);
      log.push(`dropped ${this.output.dropped}`);
      await new Promise((resolve) => this.signal.addEventListener('abort', resolve));
    }

    show(options?: { computeTimeMs?: number; drop?: boolean }): Promise<void> {
      return this.emit({ mainVideo: grey(1) }, options);
    }
  }

  it.each([
    [undefined, 24],
    [40, 25],
    [0, 60],
    [60_000, 1],
  ])('computed in %s ms it is played at %s frames a second', async (computeTimeMs, fps) => {
    Telling.script = (model) => model.show({ computeTimeMs });
    bench = await new Bench(Telling).begin(1);
    await until(() => bench.chunks.length === 1);
    expect(bench.chunks[0]).toMatchObject({ fps });
  });

  it('gives up on outputs that find no room, and counts them, where drop is asked for', async () => {
    Telling.script = async (model) => {
      for (let i = 0; i < 5; i++) await model.show({ drop: true });
    };
    bench = new Bench(Telling);
    bench.flowing = false;
    await bench.begin(1);
    await until(() => log.length === 1);
    expect(bench.bundles).toHaveLength(2);
    expect(log).toEqual(['dropped 3']);
  });

  it('refuses a compute time that is none', async () => {
    Telling.script = (model) => model.show({ computeTimeMs: Number.NaN });
    bench = await new Bench(Telling).begin(1);
    await until(() => bench.losses.length === 1);
  });
});

describe('the inputs of a loop', () => {
  @ReactorModel({ name: 'watching', output: OnePicture, input: Camera })
  class Watching extends ReactorModel<object, OnePicture, Camera> {
    async run(): Promise<void> {
      for (;;) {
        await this.connected.wait();
        log.push('open');
        try {
          for (;;) {
            const [frame] = await this.input.webcam.read(1, { mode: 'fifo' });
            log.push(`saw ${frame.data[0]}`);
          }
        } catch (error) {
          if (!(error instanceof InputClosed)) throw error;
          log.push('closed');
        }
      }
    }

    @Command() listen(): void {
      const heard = this.input.mic.drain();
      log.push(`heard ${heard.map(({ sampleRate, channels, length }) => [sampleRate, channels, length]).join(' ')}`);
    }
  }

  it('close when the last client leaves and when the session ends, and open again empty', async () => {
    bench = await new Bench(Watching).begin(1, 2);
    bench.show('webcam', 1);
    await until(() => log.includes('saw 1'));
    bench.host.disconnect(1);
    bench.show('webcam', 2);
    await until(() => log.includes('saw 2'));
    bench.host.disconnect(2);
    await until(() => log.at(-1) === 'closed');
    bench.show('webcam', 3);
    bench.host.connect({ id: 3, joinedAtMs: 0 });
    bench.show('webcam', 4);
    await until(() => log.at(-1) === 'saw 4');
    await bench.host.endSession('stopped');
    await until(() => log.at(-1) === 'closed');
    await bench.host.beginSession('s2');
    bench.host.connect({ id: 1, joinedAtMs: 0 });
    bench.show('webcam', 5);
    await until(() => log.at(-1) === 'saw 5');
    expect(log).toEqual(['open', 'saw 1', 'saw 2', 'closed', 'open', 'saw 4', 'closed', 'open', 'saw 5']);
  });

  it('give sound in one channel at the rate that the class declares, all of it', async () => {
    bench = await new Bench(Watching).begin(1);
    for (let i = 0; i < 30; i++) {
      bench.host.pushAudio('mic', { sampleRate: 48_000, channels: 2, samples: new Int16Array(960) });
    }
    await bench.command('listen');
    const blocks = (log.at(-1) ?? '').replace('heard ', '').split(' ');
    expect(new Set(blocks.map((block) => block.replace(/,[^,]*$/, '')))).toEqual(new Set(['16000,1']));
    const total = blocks.reduce((sum, block) => sum + Number(block.split(',').at(-1)), 0);
    // 300 ms at 16 kHz, less what the filter still holds back.
    expect(total).toBeGreaterThan(4_800 - 64);
    expect(total).toBeLessThanOrEqual(4_800);
  });
});
