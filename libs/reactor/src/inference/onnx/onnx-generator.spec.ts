import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { InputField, InputState, ReactorModel } from '../../authoring/index.js';
import { TestReactor } from '../../testing/index.js';
import { FakeOnnx, type FakeNetwork } from './fake-onnx.fixture.js';
import { gaussianLatent } from './gaussian-latent.js';
import { type GeneratorNetwork, OnnxGenerator } from './onnx-generator.js';
import { OnnxRuntime } from './onnx-runtime.js';
import { PictureOutput } from './onnx-tracks.js';

beforeAll(() => Logger.overrideLogger(false));

let reactor: TestReactor;
afterEach(() => reactor?.close());

class Seeded extends InputState {
  @InputField({ type: 'integer', default: 1 }) seed!: number;
}

// #region generator
@ReactorModel({ name: 'faces', state: Seeded, output: PictureOutput, fps: 60 })
class Faces extends OnnxGenerator<Seeded> {
  override readonly network: GeneratorNetwork = { file: 'faces.onnx', output: { range: [-1, 1] } };

  protected override inputs(turn: number) {
    return { z: gaussianLatent(this.state.seed, 8), turn };
  }
}
// #endregion

/** Pictures of 2x2 in one colour: of the first number of the latent, and of the turn. */
function network(batch: number): FakeNetwork {
  return {
    inputs: [
      { name: 'z', type: 'float32', shape: [1, 8] },
      { name: 'turn', type: 'int64', shape: [] },
    ],
    outputs: [{ name: 'picture', type: 'float32', shape: ['n', 3, 2, 2] }],
    run({ z, turn }) {
      const grey = (Number(z!.data[0]) + Number(turn!.data[0]) / 100) / 4;
      const data = Float32Array.from({ length: batch * 12 }, (_, i) => grey + Math.floor(i / 12) / 10);
      return { picture: { type: 'float32', data, dims: [batch, 3, 2, 2] } };
    },
  };
}

const greyOf = (seed: number, turn: number, frame = 0): number =>
  Math.round(((gaussianLatent(seed, 8)[0]! + turn / 100) / 4 + frame / 10 + 1) * 127.5);

async function join(batch: number) {
  reactor = await TestReactor.start<unknown>(Faces, {
    providers: [{ provide: OnnxRuntime, useValue: new FakeOnnx(network(batch)) }],
  });
  return reactor.join();
}

describe('a generator that names a file', () => {
  it('shows what its network makes of each turn and of the state', async () => {
    const viewer = await join(1);
    const greys = (await viewer.frames(3)).map((frame) => frame.toRgba()[1]!);
    expect(greys).toEqual([greyOf(1, 0), greyOf(1, 1), greyOf(1, 2)]);
    const { frame } = await viewer.command('set_seed', { seed: 11 });
    const after = await viewer.nextFrame({ from: frame });
    expect(Math.abs(after.toRgba()[1]! - greyOf(11, frame))).toBeLessThan(12);
    expect(Math.abs(greyOf(11, frame) - greyOf(1, frame))).toBeGreaterThan(40);
  });

  it('shows the pictures of a batch one after the other', async () => {
    const viewer = await join(2);
    const greys = (await viewer.frames(4)).map((frame) => frame.toRgba()[1]!);
    expect(greys).toEqual([greyOf(1, 0), greyOf(1, 0, 1), greyOf(1, 1), greyOf(1, 1, 1)]);
  });
});
