import { ReactorError } from '../../errors/index.js';
import type { TensorNumbers } from '../../media/index.js';
import { onnxFeed, type OnnxInput, type OnnxInputs } from './onnx-feed.js';
import type { OnnxRuntime } from './onnx-runtime.js';
import type { OnnxLibrary, OnnxSession, OnnxSessionOptions } from './onnx-types.js';
import { describeValueInfos, type OnnxValueInfo, valueInfoOf } from './onnx-value-info.js';

/** One output: valid as long as it is referenced. */
export interface OnnxOutput {
  readonly data: TensorNumbers;
  readonly dims: readonly number[];
}

/** An opened network, which takes plain values by name and knows its inputs and outputs. */
export class OnnxNetwork {
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];

  private constructor(
    private readonly session: OnnxSession,
    private readonly library: OnnxLibrary,
  ) {
    this.inputs = valueInfoOf(session.inputMetadata);
    this.outputs = valueInfoOf(session.outputMetadata);
  }

  /** Throws what {@link OnnxRuntime.load} does. */
  static async open(onnx: OnnxRuntime, file: string | URL, options?: OnnxSessionOptions): Promise<OnnxNetwork> {
    const session = await onnx.load(file, options);
    return new OnnxNetwork(session, await onnx.library());
  }

  /**
   * @param values one for each input; arrays of the input's own type are not copied, and must stay as they are until
   *   the outputs are there
   * @returns the outputs by name. Throws `bad_declaration` where a value does not fit its input.
   */
  async run(values: OnnxInputs): Promise<Readonly<Record<string, OnnxOutput>>> {
    this.checkNames(values);
    const feeds = this.inputs.map((info) => {
      const { type, data, dims } = onnxFeed(info, values[info.name] as OnnxInput);
      return [info.name, new this.library.Tensor(type as 'float32', data as Float32Array, dims)] as const;
    });
    return (await this.session.run(Object.fromEntries(feeds))) as unknown as Readonly<Record<string, OnnxOutput>>;
  }

  private checkNames(values: OnnxInputs): void {
    const names = this.inputs.map(({ name }) => name);
    const missing = this.inputs.filter(({ name }) => values[name] === undefined);
    const unknown = Object.keys(values).filter((name) => !names.includes(name));
    if (missing.length > 0) {
      throw new ReactorError(
        'bad_declaration',
        `the network also takes ${describeValueInfos(missing)}; return a value for each from inputs()`,
      );
    }
    if (unknown.length > 0) {
      throw new ReactorError(
        'bad_declaration',
        `the network has no input ${unknown.join(', ')}; it takes ${describeValueInfos(this.inputs)}`,
      );
    }
  }
}
