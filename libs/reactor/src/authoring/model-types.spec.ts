import { describe, expect, it } from '@jest/globals';
import { AudioSamples, VideoFrame } from '../media/index.js';
import { Idle } from './idle.js';
import { InputField } from './input-field.decorator.js';
import { InputState } from './input-state.js';
import { modelOptionsOf, type ReactorModelOptions } from './reactor-model.options.js';
import { ReactorModel } from './reactor-model.js';
import { ReactorPipeline, type Turn } from './reactor-pipeline.js';
import { Audio, Video } from './track.decorators.js';

class Mood extends InputState {
  @InputField({ default: 0 }) mood!: number;
}

class MoodAndPrompt extends Mood {
  @InputField({ default: '' }) prompt!: string;
}

class Other extends InputState {
  @InputField({ default: 'a' }) mood!: string;
}

class Picture {
  @Video() mainVideo!: VideoFrame;
}

class Talkie {
  @Video() mainVideo!: VideoFrame;
  @Audio() mainAudio?: AudioSamples;
}

class Camera {
  @Video() webcam!: VideoFrame;
}

class CameraAndMic extends Camera {
  @Audio() mic!: AudioSamples;
}

const frame = VideoFrame.rgb(2, 2);

abstract class Still<S extends InputState = InputState, O extends object = Picture> extends ReactorPipeline<S, O> {
  *inference(): Generator<Turn<O>, void, void> {
    yield Idle;
  }
}

// The type check of this file is the test: a line that should not compile and does is an error there.
describe('the compiler', () => {
  it('takes models that fit the classes of their decorator', () => {
    @ReactorModel({ name: 'a', state: Mood, output: Picture, input: Camera })
    class A extends ReactorPipeline<Mood, Picture, Camera> {
      async *inference() {
        const [seen] = await this.input.webcam.read();
        yield { mainVideo: this.state.mood > 0 ? seen : frame };
        yield { mainVideo: [frame, frame] };
        yield Idle;
        yield undefined;
      }
    }

    @ReactorModel({ state: MoodAndPrompt, output: Talkie, input: CameraAndMic })
    class ReadsAndMakesLess extends ReactorPipeline<Mood, Picture, Camera> {
      *inference() {
        yield { mainVideo: frame };
      }
    }

    @ReactorModel({ state: Mood, output: Talkie, input: Camera })
    class Loop extends ReactorModel<Mood, Talkie, Camera> {
      async run(): Promise<void> {
        await this.emit({ mainVideo: frame });
      }
    }

    @ReactorModel({ state: MoodAndPrompt, output: Picture })
    class OfABase extends Still<MoodAndPrompt> {}

    @ReactorModel({ state: MoodAndPrompt, output: Picture, input: Camera })
    class OfAModel extends A {
      override async *inference() {
        yield { mainVideo: frame };
      }
    }

    @ReactorModel({ state: Mood, output: Picture })
    class Generic<S extends Mood> extends Still<S> {}

    @ReactorModel({ output: Picture })
    abstract class Unfinished extends ReactorPipeline<InputState, Picture> {}

    @ReactorModel({ name: 'bare' })
    class Bare extends ReactorPipeline {
      *inference(): Generator<Turn, void, void> {
        yield Idle;
      }
    }

    @ReactorModel({ state: Mood })
    class KeepsItsStateToItself extends ReactorPipeline {
      *inference(): Generator<Turn, void, void> {}
    }

    const apart: ReactorModelOptions = { name: 'apart', output: Picture };
    @ReactorModel(apart)
    class Apart extends Still<Mood> {}

    const models = [A, ReadsAndMakesLess, Loop, OfABase, OfAModel, Generic, Unfinished, Bare, Apart];
    for (const model of [...models, KeepsItsStateToItself]) expect(modelOptionsOf(model)).toBeDefined();
  });

  it('refuses a model whose state is not that of its decorator', () => {
    // @ts-expect-error: its mood is a text there
    @ReactorModel({ state: Other, output: Picture })
    class Misread extends Still<Mood> {}

    // @ts-expect-error: there is no prompt
    @ReactorModel({ state: Mood, output: Picture })
    class ReadsMore extends Still<MoodAndPrompt> {}

    // @ts-expect-error: no state is given
    @ReactorModel({ output: Picture })
    class ReadsNone extends Still<Mood> {}

    // @ts-expect-error: the same of a loop
    @ReactorModel({ state: Other })
    class Loop extends ReactorModel<Mood> {
      async run(): Promise<void> {}
    }

    class Bare extends ReactorModel {
      async run(): Promise<void> {
        // @ts-expect-error: it names no state
        this.state.mood = 1;
      }
    }
    expect([Misread, ReadsMore, ReadsNone, Loop, Bare]).toHaveLength(5);
  });

  it('refuses a model whose output is not that of its decorator', () => {
    // @ts-expect-error: it has sound, which the output does not declare
    @ReactorModel({ output: Picture })
    class MakesMore extends Still<InputState, Talkie> {}

    // @ts-expect-error: the camera is no output of its
    @ReactorModel({ output: Camera })
    class MakesAnother extends Still {}

    // @ts-expect-error: no output is given
    @ReactorModel({ name: 'makes_unasked' })
    class MakesUnasked extends Still {}

    // @ts-expect-error: it does not name the output
    @ReactorModel({ output: Picture })
    class NamesNone extends ReactorPipeline {
      *inference(): Generator<Turn, void, void> {}
    }

    // @ts-expect-error: the same of a loop
    @ReactorModel({ output: Picture })
    class Loop extends ReactorModel {
      async run(): Promise<void> {}
    }
    expect([MakesMore, MakesAnother, MakesUnasked, NamesNone, Loop]).toHaveLength(5);
  });

  it('refuses tracks that the output does not declare, also where the return type is not written', () => {
    // @ts-expect-error: there is no such track
    @ReactorModel({ output: Picture })
    class Misspells extends ReactorPipeline<InputState, Picture> {
      *inference() {
        yield { mainVideo: frame };
        yield { mainVideo: frame, mainVidoe: frame };
      }
    }

    class NamesNone extends ReactorPipeline {
      // @ts-expect-error: it names no output
      *inference() {
        yield { mainVideo: 3 };
      }
    }

    class Loop extends ReactorModel {
      async run(): Promise<void> {
        // @ts-expect-error: it names no output
        await this.emit({ mainVideo: frame });
      }
    }
    expect([Misspells, NamesNone, Loop]).toHaveLength(3);
  });

  it('refuses a model whose input is not that of its decorator', () => {
    // @ts-expect-error: there is no microphone
    @ReactorModel({ output: Picture, input: Camera })
    class ReadsMore extends ReactorPipeline<InputState, Picture, CameraAndMic> {
      *inference(): Generator<Turn<Picture>, void, void> {}
    }

    // @ts-expect-error: no input is given
    @ReactorModel({ output: Picture })
    class ReadsNone extends ReactorPipeline<InputState, Picture, Camera> {
      *inference(): Generator<Turn<Picture>, void, void> {}
    }
    expect([ReadsMore, ReadsNone]).toHaveLength(2);
  });

  it('refuses what is no model, and options that are none', () => {
    // @ts-expect-error: it extends no model
    @ReactorModel({ name: 'thing' })
    class Thing {}

    // @ts-expect-error: there is no such option
    @ReactorModel({ ouput: Picture })
    class Misspelt extends Still {}

    // @ts-expect-error: a picture is no frame rate
    @ReactorModel({ fps: Picture })
    class Mistaken extends Still {}

    expect([Thing, Misspelt, Mistaken]).toHaveLength(3);
  });
});
