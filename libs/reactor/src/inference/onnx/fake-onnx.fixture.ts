import { OnnxRuntime } from './onnx-runtime.js';
import type { OnnxLibrary, OnnxSession } from './onnx-types.js';
import type { OnnxValueInfo } from './onnx-value-info.js';

export interface FakeTensor {
  readonly type: string;
  readonly data: ArrayLike<number | bigint>;
  readonly dims: readonly number[];
}

/** A network that is a function: the native library shares no process with jest. */
export interface FakeNetwork {
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  run(inputs: Readonly<Record<string, FakeTensor>>): Readonly<Record<string, FakeTensor>>;
}

/** An OnnxRuntime that opens one fake network, whatever file it is given. For the `providers` of a TestReactor. */
export class FakeOnnx extends OnnxRuntime {
  constructor(private readonly network: FakeNetwork) {
    super({ executionProviders: ['cpu'], threads: 1 });
  }

  override async library(): Promise<OnnxLibrary> {
    class Tensor implements FakeTensor {
      constructor(
        readonly type: string,
        readonly data: ArrayLike<number | bigint>,
        readonly dims: readonly number[],
      ) {}
    }
    return { Tensor } as unknown as OnnxLibrary;
  }

  override async load(): Promise<OnnxSession> {
    const { network } = this;
    const described = (infos: readonly OnnxValueInfo[]) => infos.map((info) => ({ ...info, isTensor: true }));
    return {
      inputMetadata: described(network.inputs),
      outputMetadata: described(network.outputs),
      run: async (inputs: Record<string, FakeTensor>) => network.run(inputs),
    } as unknown as OnnxSession;
  }
}
