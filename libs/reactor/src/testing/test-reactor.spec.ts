import { Injectable, Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Audio,
  Command,
  CommandError,
  InputClosed,
  InputField,
  InputState,
  MessageField,
  ModelMessage,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  UploadedFile,
  Video,
} from '../authoring/index.js';
import { AudioSamples, VideoFrame } from '../media/index.js';
import { TestReactor, type TestReactorOptions } from './test-reactor.js';

beforeAll(() => Logger.overrideLogger(false));

let reactor: TestReactor | undefined;
afterEach(async () => {
  await reactor?.close();
  reactor = undefined;
});

async function start(modelClass: new (...args: never[]) => object, options?: TestReactorOptions): Promise<TestReactor> {
  reactor = await TestReactor.start(modelClass, options);
  return reactor;
}

class Outputs {
  @Video() mainVideo!: VideoFrame;
  @Audio() mainAudio?: AudioSamples;
}

class Inputs {
  @Video() webcam!: VideoFrame;
  @Audio() mic!: AudioSamples;
}

class Shade extends InputState {
  @InputField({ default: 10, min: 0, max: 255, type: 'integer' }) shade!: number;
}

class Counted extends ModelMessage {
  @MessageField({ type: 'integer' }) count!: number;
}

@Injectable()
class Brush {
  paint(shade: number): VideoFrame {
    return VideoFrame.rgb(2, 2, new Uint8Array(12).fill(shade));
  }
}

@ReactorModel({
  name: 'painter',
  state: Shade,
  output: Outputs,
  fps: 60,
  providers: [Brush],
  messages: [Counted],
  config: { label: 'declared' },
})
class Painter extends ReactorPipeline<Shade, Outputs> {
  label = '';

  constructor(private readonly brush: Brush) {
    super();
  }

  override load({ label }: { label: string }): void {
    this.label = label;
  }

  *inference(): Generator<Turn<Outputs>, void, void> {
    for (let count = 1; ; count++) {
      yield {
        mainVideo: this.brush.paint(this.state.shade).withMetadata({ count, label: this.label }),
        mainAudio: AudioSamples.mono(new Int16Array(400).fill(this.state.shade), 24_000),
      };
      if (count % 5 === 0) this.send(Counted.of({ count }));
    }
  }

  @Command() async read(@InputField({ name: 'file', type: 'file' }) file: UploadedFile): Promise<void> {
    throw new CommandError('read', `${file.name}: ${await file.text()}`);
  }
}

describe('a model under test', () => {
  it('shows its frames to a viewer, metadata and sound with them', async () => {
    const viewer = await (await start(Painter)).join();
    const frame = await viewer.nextFrame();
    expect([frame.width, frame.height]).toEqual([2, 2]);
    expect(Array.from(frame.toRgba().subarray(0, 4))).toEqual([10, 10, 10, 255]);
    expect(JSON.parse(new TextDecoder().decode(frame.metadata))).toMatchObject({ label: 'declared' });
    const sound = await viewer.sound(100);
    expect(sound).toMatchObject({ sampleRate: 48_000, channels: 1 });
    expect(sound.data.at(-1)).toBe(10);
  });

  it('applies a command and says from which frame on it shows', async () => {
    const viewer = await (await start(Painter)).join();
    const { frame } = await viewer.command('set_shade', { shade: 200 });
    const shown = await viewer.nextFrame({ from: frame });
    expect(shown.toRgba()[0]).toBe(200);
  });

  it.each([
    ['set_shade', { shade: 300 }, { code: 'invalid_command', field: 'shade' }],
    ['no_such', {}, { code: 'invalid_command' }],
  ])('refuses %s %j as a client would be', async (name, args, refusal) => {
    const viewer = await (await start(Painter)).join();
    await expect(viewer.command(name, args)).rejects.toMatchObject(refusal);
  });

  it('hands every frame over, none left out', async () => {
    const viewer = await (await start(Painter)).join();
    const frames = await viewer.frames(8);
    const counts = frames.map(
      ({ metadata }) => (JSON.parse(new TextDecoder().decode(metadata)) as { count: number }).count,
    );
    expect(counts.map((count) => count - counts[0]!)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('hands over messages in order, each once', async () => {
    const viewer = await (await start(Painter)).join();
    expect(await viewer.nextMessage('counted')).toEqual({ type: 'counted', data: { count: 5 } });
    expect(await viewer.nextMessage()).toEqual({ type: 'counted', data: { count: 10 } });
    expect(viewer.messages.length).toBeGreaterThanOrEqual(2);
  });

  it('takes another config and fakes for what the model is given', async () => {
    const white = { provide: Brush, useValue: { paint: () => VideoFrame.rgb(2, 2, new Uint8Array(12).fill(255)) } };
    const viewer = await (await start(Painter, { config: { label: 'other' }, providers: [white] })).join();
    const frame = await viewer.nextFrame();
    expect(frame.toRgba()[0]).toBe(255);
    expect(new TextDecoder().decode(frame.metadata)).toContain('other');
  });

  it('finds uploaded files', async () => {
    const viewer = await (await start(Painter)).join();
    const file = await viewer.upload('note.txt', new TextEncoder().encode('hello'), 'text/plain');
    await expect(viewer.command('read', {}, { file })).rejects.toMatchObject({
      code: 'read',
      message: 'note.txt: hello',
    });
  });

  it('runs one session after another, each fresh', async () => {
    const painter = await start(Painter);
    const first = await painter.join();
    await first.command('set_shade', { shade: 200 });
    await painter.endSession();
    const second = await painter.join();
    expect((await second.nextFrame()).toRgba()[0]).toBe(10);
  });

  it('plays nothing on a track that was stopped', async () => {
    const viewer = await (await start(Painter, { timeoutMs: 50 })).join();
    viewer.setFlowing('main_audio', false);
    await expect(viewer.sound(10)).rejects.toThrow('waited 50 ms for 10 ms of main_audio');
    viewer.setFlowing('main_audio', true);
    await viewer.sound(10);
    expect(() => viewer.setFlowing('nothing', true)).toThrow('no output track "nothing"');
  });

  it('lets several viewers watch and leave', async () => {
    const painter = await start(Painter);
    const [a, b] = [await painter.join(), await painter.join()];
    a.leave();
    await b.command('set_shade', { shade: 77 });
    const { frame } = await b.command('set_shade', { shade: 78 });
    expect((await b.nextFrame({ from: frame })).toRgba()[0]).toBe(78);
    expect(painter.runtime.viewers).toBe(1);
  });
});

describe('an echo under test', () => {
  @ReactorModel({ name: 'echo', output: Outputs, input: Inputs })
  class Echo extends ReactorModel<object, Outputs, Inputs> {
    async run(): Promise<void> {
      for (;;) {
        await this.connected.wait();
        try {
          const [mainVideo] = await this.input.webcam.read();
          const heard = this.input.mic.drain();
          await this.emit({ mainVideo, ...(heard.length === 0 ? {} : { mainAudio: AudioSamples.concat(heard) }) });
        } catch (error) {
          if (!(error instanceof InputClosed)) throw error;
        }
      }
    }
  }

  it('gives back what a camera and a microphone sent, metadata included', async () => {
    const viewer = await (await start(Echo)).join();
    const shown = viewer.nextFrame();
    const heard = viewer.sound(20);
    viewer.sendAudio('mic', AudioSamples.mono(new Int16Array(960).fill(500), 48_000));
    viewer.sendVideo('webcam', VideoFrame.rgb(4, 2, new Uint8Array(24).fill(99)).withMetadata(new Uint8Array([1, 2])));
    const frame = await shown;
    expect(frame.toRgba()[0]).toBe(99);
    expect([...frame.metadata!]).toEqual([1, 2]);
    expect(new Set((await heard).data)).toEqual(new Set([500]));
  });
});

describe('a model that fails', () => {
  @ReactorModel({ name: 'faulty', state: Shade, output: Outputs })
  class Faulty extends ReactorPipeline<Shade, Outputs> {
    *inference(): Generator<Turn<Outputs>, void, void> {
      for (;;) {
        if (this.state.shade === 13) throw new Error('unlucky');
        yield { mainVideo: VideoFrame.rgb(2, 2) };
      }
    }
  }

  @ReactorModel({ name: 'short', state: Shade, output: Outputs })
  class Short extends ReactorModel<Shade, Outputs> {
    static ends: 'returns' | 'throws' = 'returns';

    async run(): Promise<void> {
      await this.connected.wait();
      while (this.state.shade !== 13) await this.emit({ mainVideo: VideoFrame.rgb(2, 2) });
      if (Short.ends === 'throws') throw new Error('unlucky');
    }
  }

  it('in a turn ends its session, tells whoever waits, and runs the next one', async () => {
    const faulty = await start(Faulty);
    const viewer = await faulty.join();
    await viewer.nextFrame();
    const waiting = viewer.frames(1_000);
    await viewer.command('set_shade', { shade: 13 });
    await expect(waiting).rejects.toThrow('the session ended (error): The model faulty failed');
    await faulty.reached('ready');
    expect(faulty.runtime.health()).toMatchObject({ status: 'healthy', state: 'available' });
    await (await faulty.join()).nextFrame();
  });

  it.each(['returns', 'throws'] as const)(
    'by a run() that %s ends its session, is loaded again, and given up after the restarts allowed',
    async (ends) => {
      Short.ends = ends;
      const short = await start(Short, { session: { maxRestarts: 1 } });
      const viewer = await short.join();
      await viewer.command('set_shade', { shade: 13 });
      await expect(viewer.frames(1_000)).rejects.toThrow(
        "the session ended (error): The model short ended; see the server's log.",
      );
      await short.reached('ready');
      const again = await short.join();
      await again.nextFrame();
      await again.command('set_shade', { shade: 13 });
      await short.reached('terminated');
      expect(short.runtime.health()).toMatchObject({ status: 'unhealthy', state: 'terminated' });
    },
  );

  it('to load is told to the test with its reason', async () => {
    @ReactorModel({ name: 'broken', output: Outputs })
    class Broken extends ReactorModel<object, Outputs> {
      override load(): void {
        throw new Error('no weights');
      }
      async run(): Promise<void> {}
    }
    await expect(TestReactor.start(Broken)).rejects.toMatchObject({ code: 'model_failed' });
  });
});
