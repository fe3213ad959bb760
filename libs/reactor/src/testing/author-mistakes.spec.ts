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
    expect(logged).toContain('Moody reads its state and declares none; add state: MyState to its @ReactorModel');
    expect(told).toContain('The model moody failed');
    expect(told).not.toContain('MyState');
  });
});
