import { expect, it } from '@jest/globals';
import { InputState, ReactorModel, ReactorPipeline, Video } from '../authoring/index.js';
import { VideoFrame } from '../media/index.js';
import { ProgramModel } from './program-model.js';
import { modelsOf } from './models-of.js';

class Output {
  @Video() mainVideo!: VideoFrame;
}

@ReactorModel({ name: 'lamp', output: Output })
class Lamp extends ReactorPipeline<InputState, Output> {
  *inference() {
    yield { mainVideo: VideoFrame.rgb(2, 2) };
  }
}

@ReactorModel({ output: Output, fps: -1 })
class Broken extends ReactorPipeline<InputState, Output> {
  *inference() {
    yield { mainVideo: VideoFrame.rgb(2, 2) };
  }
}

it('finds classes and programs by their names on the wire, and leaves out the rest', () => {
  const greys = new ProgramModel({ name: 'greys', command: 'node' });
  const found = modelsOf({ Lamp, greys, Output, answer: 42, nothing: undefined, default: Lamp });
  expect([...found]).toEqual([
    ['lamp', Lamp],
    ['greys', greys],
  ]);
});

it('says what is wrong with a declaration', () => {
  expect(() => modelsOf({ Broken })).toThrow(expect.objectContaining({ code: 'bad_declaration' }));
});
