import { describe, expect, it } from '@jest/globals';
import { AudioSamples, VideoFrame } from '../media/index.js';
import { Idle } from './idle.js';
import { ReactorModel } from './reactor-model.js';
import { ReactorPipeline, type Turn } from './reactor-pipeline.js';
import { Audio, Video } from './track.decorators.js';

class Output {
  @Video() mainVideo!: VideoFrame;
  @Audio() mainAudio?: AudioSamples;
}

class Input {
  @Video() webcam!: VideoFrame;
  @Audio() mic!: AudioSamples;
}

const frame = VideoFrame.rgb(2, 2);
const sound = AudioSamples.silence(10);

// The type check of this file is the test: a line that should not compile and does is an error there.
describe('the compiler', () => {
  it('takes turns that fit the output class', () => {
    class Fitting extends ReactorPipeline<object, Output, Input> {
      *inference(): Generator<Turn<Output>, void, void> {
        yield { mainVideo: frame };
        yield { mainVideo: [frame, frame], mainAudio: sound };
        yield { mainVideo: frame, mainAudio: [sound] };
        yield Idle;
        yield undefined;
      }
    }
    expect(Fitting.prototype).toBeInstanceOf(ReactorPipeline);
  });

  it('refuses turns that do not', () => {
    class Misfitting extends ReactorPipeline<object, Output> {
      *inference(): Generator<Turn<Output>, void, void> {
        // @ts-expect-error: there is no such track
        yield { mainVideo: frame, mainVidoe: frame };
        // @ts-expect-error: the picture is missing
        yield { mainAudio: sound };
        // @ts-expect-error: sound is no picture
        yield { mainVideo: sound };
        // @ts-expect-error: bytes are no picture
        yield { mainVideo: new Uint8Array(12) };
        // @ts-expect-error: samples without a rate are no sound
        yield { mainVideo: frame, mainAudio: new Int16Array(480) };
        // @ts-expect-error: a frame alone names no track
        yield frame;
      }
    }
    expect(Misfitting.prototype).toBeInstanceOf(ReactorPipeline);
  });

  it('holds what a loop emits and reads to its classes', () => {
    class Looping extends ReactorModel<object, Output, Input> {
      async run(): Promise<void> {
        await this.emit({ mainVideo: frame }, { computeTimeMs: 10, drop: true });
        // @ts-expect-error: there is no such track
        await this.emit({ mainVideo: frame, video: frame });
        // @ts-expect-error: sound is no picture
        await this.emit({ mainVideo: sound });
        const [seen] = await this.input.webcam.read();
        const heard: AudioSamples[] = this.input.mic.drain();
        const picture: VideoFrame = seen;
        // @ts-expect-error: there is no such input
        this.input.camera.clear();
        // @ts-expect-error: sound is read from it, no pictures
        const wrong: VideoFrame[] = this.input.mic.drain();
        expect([picture, heard, wrong]).toBeDefined();
      }
    }
    expect(Looping.prototype).toBeInstanceOf(ReactorModel);
  });

  it('wants a run() of a loop and an inference() of a pipeline', () => {
    // @ts-expect-error: it has no run()
    class Still extends ReactorModel<object, Output> {}
    // @ts-expect-error: it has no inference()
    class Silent extends ReactorPipeline<object, Output> {}
    expect([Still, Silent]).toHaveLength(2);
  });
});

describe('ReactorModel', () => {
  it('is a decorator when it is called and a base class when it is extended', () => {
    @ReactorModel({ name: 'both' })
    class Both extends ReactorModel {
      readonly answer = 42;
      async run(): Promise<void> {}
    }
    const model = new Both();
    expect(model).toBeInstanceOf(ReactorModel);
    expect(model).toBeInstanceOf(Both);
    expect(model.answer).toBe(42);
    expect(ReactorModel.name).toBe('ReactorModel');
  });

  it('decorates pipelines as well', () => {
    @ReactorModel({ name: 'pipeline' })
    class Pipeline extends ReactorPipeline {
      *inference(): Generator<Turn, void, void> {}
    }
    expect(new Pipeline()).not.toBeInstanceOf(ReactorModel);
  });
});
