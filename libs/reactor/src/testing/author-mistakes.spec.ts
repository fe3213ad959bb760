import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { InputField, InputState, ReactorModel, ReactorPipeline, type Turn, Video } from '../authoring/index.js';
import { VideoFrame } from '../media/index.js';
import { TestReactor } from './test-reactor.js';

class Mood extends InputState {
  @InputField({ default: 1 }) mood!: number;
}

class Picture {
  @Video() mainVideo!: VideoFrame;
}

class Camera {
  @Video() webcam!: VideoFrame;
}

const frame = VideoFrame.rgb(4, 4);

beforeAll(() => Logger.overrideLogger(false));

let reactor: TestReactor | undefined;
afterEach(async () => {
  await reactor?.close();
  reactor = undefined;
  jest.restoreAllMocks();
});

/** What is logged of a model whose first session goes wrong, and what its client is told. */
async function failureOf(modelClass: new (...args: never[]) => object): Promise<{ logged: string; told: string }> {
  const errors: string[] = [];
  jest.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => void errors.push(String(line)));
  reactor = await TestReactor.start(modelClass);
  const told = await (await reactor.join()).nextFrame().then(String, (error: Error) => error.message);
  return { logged: errors.join('\n'), told };
}

describe('a model that', () => {
  it('reads a state that its decorator was not given ends its session, and the log names the fix', async () => {
    class Moody extends ReactorPipeline<Mood, Picture> {
      *inference(): Generator<Turn<Picture>, void, void> {
        yield this.state.mood.toFixed() === '1' ? { mainVideo: frame } : undefined;
      }
    }
    // As JavaScript would: the compiler refuses it.
    (ReactorModel({ name: 'moody', output: Picture }) as ClassDecorator)(Moody);
    const { logged, told } = await failureOf(Moody);
    expect(logged).toContain('Moody reads this.state but declares no state; add state: MyState to its @ReactorModel');
    expect(told).toContain('The model moody failed');
    expect(told).not.toContain('MyState');
  });

  type Yields = (this: { readonly input: Record<string, { tryRead(): unknown }> }) => unknown;
  const mistakes: [string, object, Yields, string][] = [
    [
      'reads an input that it does not declare',
      { output: Picture, input: Camera },
      function () {
        return this.input['camera']?.tryRead();
      },
      'Clumsy reads an input camera, but its input declares: webcam; declare it or correct its name',
    ],
    [
      'reads an input and declares none',
      { output: Picture },
      function () {
        return this.input['camera']?.tryRead();
      },
      'Clumsy reads an input camera but declares no input; add input: MyInput to its @ReactorModel',
    ],
    [
      'makes an output and declares none',
      {},
      () => ({ mainVideo: frame }),
      'Clumsy emitted Object but declares no output; add output: MyOutput to its @ReactorModel',
    ],
    [
      'yields a promise',
      { output: Picture },
      () => Promise.resolve({ mainVideo: frame }),
      'Clumsy emitted Promise that was not awaited; yield an object',
    ],
    [
      'yields a promise of a picture',
      { output: Picture },
      () => ({ mainVideo: Promise.resolve(frame) }),
      'takes a VideoFrame or an array of them (got Promise that was not awaited)',
    ],
    [
      'paints with fractions',
      { output: Picture },
      () => ({ mainVideo: VideoFrame.rgb(4, 4, new Float32Array(48) as never) }),
      'the pixels of a rgb frame are a Uint8Array (got Float32Array); convert them, or use VideoFrame.fromTensor',
    ],
    [
      'says a size in letters',
      { output: Picture },
      () => ({ mainVideo: VideoFrame.rgb('4' as never, 4) }),
      'a frame\'s width must be an integer from 1 to 8192 (got string "4")',
    ],
  ];

  it.each(mistakes)('%s ends its session, and the log says what to do', async (_, options, yields, text) => {
    class Clumsy extends ReactorPipeline {
      *inference(): Generator<never, void, void> {
        yield yields.call(this as never) as never;
      }
    }
    (ReactorModel({ name: 'clumsy', ...options }) as ClassDecorator)(Clumsy);
    const errors: string[] = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => void errors.push(String(line)));
    reactor = await TestReactor.start(Clumsy);
    await reactor.join();
    await reactor.reached('ready');
    expect(errors.join('\n')).toContain(text);
  });

  it.each<[string, new () => object, string]>([
    [
      'inference()',
      class Empty extends (ReactorPipeline as new () => object) {},
      'Empty has no inference() method; add async *inference()',
    ],
    [
      'run()',
      class Empty extends (ReactorModel as unknown as new () => object) {},
      'Empty has no run() method; add async run() with a loop',
    ],
  ])('has no %s is not loaded', async (_, modelClass, text) => {
    (ReactorModel({ name: 'empty' }) as ClassDecorator)(modelClass);
    await expect(TestReactor.start(modelClass)).rejects.toMatchObject({
      code: 'model_failed',
      message: expect.stringContaining(text),
    });
  });

  it('has a generator for its run() is told what else to write', async () => {
    class Stepped extends (ReactorModel as unknown as new () => object) {
      *run(): Generator<undefined, void, void> {
        yield undefined;
      }
    }
    (ReactorModel({ name: 'stepped' }) as ClassDecorator)(Stepped);
    const errors: string[] = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => void errors.push(String(line)));
    reactor = await TestReactor.start(Stepped, { session: { maxRestarts: 0 } });
    await reactor.reached('terminated');
    expect(errors.join('\n')).toContain(
      'Stepped.run() returned a generator; make it async run(), or extend ReactorPipeline and call it inference()',
    );
  });
});
