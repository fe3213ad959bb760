import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { InputField, InputState, ReactorModel } from '../../authoring/index.js';
import { VideoFrame } from '../../media/index.js';
import { TestReactor } from '../../testing/index.js';
import { FakeOnnx, type FakeNetwork, type FakeTensor } from './fake-onnx.fixture.js';
import { OnnxRuntime } from './onnx-runtime.js';
import { CameraInput, PictureOutput } from './onnx-tracks.js';
import { type FilterNetwork, OnnxVideoFilter } from './onnx-video-filter.js';

beforeAll(() => Logger.overrideLogger(false));

let reactor: TestReactor;
afterEach(() => reactor?.close());

class Strength extends InputState {
  @InputField({ default: 0.25, min: 0, max: 1 }) strength!: number;
}

@ReactorModel({ name: 'plain', input: CameraInput, output: PictureOutput })
class Plain extends OnnxVideoFilter {
  override readonly network: FilterNetwork = { file: 'plain.onnx' };
}

@ReactorModel({ name: 'mixed', state: Strength, input: CameraInput, output: PictureOutput })
class Mixed extends OnnxVideoFilter<Strength> {
  override readonly network: FilterNetwork = {
    file: 'mixed.onnx',
    input: { name: 'picture', range: [-1, 1], resize: 'area' },
    output: { range: [-1, 1] },
  };

  protected override inputs() {
    return { strength: this.state.strength };
  }
}

/** Gives the picture back, and notes what it was given. */
class Echo implements FakeNetwork {
  readonly runs: Record<string, FakeTensor>[] = [];

  constructor(
    readonly inputs: FakeNetwork['inputs'],
    readonly outputs = [{ ...inputs[0]!, name: 'out' }],
    private readonly result?: FakeTensor,
  ) {}

  run(inputs: Record<string, FakeTensor>) {
    this.runs.push(
      Object.fromEntries(
        Object.entries(inputs).map(([name, { type, data, dims }]) => [
          name,
          { type, data: Array.from(data).slice(0, 3), dims },
        ]),
      ),
    );
    const first = inputs[this.inputs[0]!.name]!;
    return { [this.outputs[0]!.name]: this.result ?? { ...first, data: (first.data as Float32Array).slice() } };
  }
}

async function start(model: typeof Plain | typeof Mixed, network: FakeNetwork) {
  reactor = await TestReactor.start<unknown>(model as new () => unknown, {
    providers: [{ provide: OnnxRuntime, useValue: new FakeOnnx(network) }],
  });
  return reactor.join();
}

const white = VideoFrame.rgb(6, 4, new Uint8Array(72).fill(255));

/** Black at both sides, which a square part of it does not have. */
const framed = VideoFrame.rgb(
  6,
  4,
  Uint8Array.from({ length: 72 }, (_, i) => ([0, 5].includes(Math.floor(i / 3) % 6) ? 0 : 255)),
);

describe('a filter that names a file', () => {
  it('shows what its network makes of the camera, in the size of the camera', async () => {
    const echo = new Echo([{ name: 'x', type: 'float32', shape: [1, 3, 'h', 'w'] }]);
    const viewer = await start(Plain, echo);
    const shown = viewer.nextFrame();
    viewer.sendVideo('webcam', white);
    const frame = await shown;
    expect([frame.width, frame.height, frame.toRgba()[0]]).toEqual([6, 4, 255]);
    expect(echo.runs.at(-1)!['x']).toEqual({ type: 'float32', dims: [1, 3, 4, 6], data: [1, 1, 1] });
  });

  it('feeds it what its file declares, and what the model adds from its state', async () => {
    const echo = new Echo([
      { name: 'picture', type: 'float16', shape: [2, 2, 3] },
      { name: 'strength', type: 'float32', shape: [1] },
    ]);
    const viewer = await start(Mixed, echo);
    await viewer.command('set_strength', { strength: 0.5 });
    const shown = viewer.nextFrame();
    viewer.sendVideo('webcam', framed);
    const frame = await shown;
    expect([frame.width, frame.height, frame.toRgba()[0]]).toEqual([2, 2, 255]);
    expect(echo.runs.at(-1)).toEqual({
      picture: { type: 'float16', dims: [2, 2, 3], data: [0x3c00, 0x3c00, 0x3c00] },
      strength: { type: 'float32', dims: [1], data: [0.5] },
    });
  });

  it('has run before it is available, with the defaults of its state and a picture as of a camera', async () => {
    const echo = new Echo([
      { name: 'picture', type: 'uint8', shape: ['n', 3, 'h', 'w'] },
      { name: 'strength', type: 'float32', shape: [] },
    ]);
    // Bytes take no range.
    await expect(start(Mixed, echo)).rejects.toThrow('leave out range, mean and std');
    const floats = new Echo([{ ...echo.inputs[0]!, type: 'float32' }, echo.inputs[1]!]);
    await start(Mixed, floats);
    expect(floats.runs).toHaveLength(2);
    expect(floats.runs[0]).toMatchObject({
      picture: { dims: [1, 3, 480, 640], data: [-1, -1, -1] },
      strength: { dims: [], data: [0.25] },
    });
  });

  it.each<[string, typeof Plain | typeof Mixed, FakeNetwork, string]>([
    [
      'a further input gets no value',
      Plain,
      new Echo([
        { name: 'x', type: 'float32', shape: [1, 3, 'h', 'w'] },
        { name: 'mask', type: 'float32', shape: [1, 1, 'h', 'w'] },
      ]),
      'the network also takes mask float32[1, 1, h, w]; return a value for each from inputs()',
    ],
    [
      'it is given a value that it does not take',
      Mixed,
      new Echo([{ name: 'picture', type: 'float32', shape: [1, 3, 'h', 'w'] }]),
      'the network has no input strength; it takes picture float32[1, 3, h, w]',
    ],
    [
      'its output is no picture',
      Plain,
      new Echo(
        [{ name: 'x', type: 'float32', shape: [1, 3, 'h', 'w'] }],
        [{ name: 'classes', type: 'float32', shape: [1, 1000] }],
      ),
      'the output classes float32[1, 1000] is no picture',
    ],
    [
      'its output has several pictures',
      Plain,
      new Echo([{ name: 'x', type: 'float32', shape: [1, 3, 'h', 'w'] }], undefined, {
        type: 'float32',
        dims: [2, 3, 2, 2],
        data: new Float32Array(24),
      }),
      'the output out of a filter is one picture (got 2)',
    ],
    [
      'its output is another one than the file says',
      Plain,
      new Echo([{ name: 'x', type: 'float32', shape: [1, 3, 'h', 'w'] }], undefined, {
        type: 'float32',
        dims: [1, 1, 4, 6],
        data: new Float32Array(24),
      }),
      'a chw tensor must be [3, H, W] (got [1, 4, 6])',
    ],
  ])('does not load where %s', async (_, model, network, message) => {
    await expect(start(model, network)).rejects.toThrow(message);
  });
});
