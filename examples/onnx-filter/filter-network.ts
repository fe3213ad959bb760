import { type OnnxRuntime, VideoFrame } from '@nestjs-reactor/core';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Filter, FILTERS } from './kernels.js';

/** The ONNX network, and how a picture becomes its input and its output a picture. */
export class FilterNetwork {
  private constructor(
    private readonly session: InferenceSession,
    private readonly TensorClass: typeof Tensor,
  ) {}

  /** `npm run build:model` writes the file next to the compiled model. */
  static async open(onnx: OnnxRuntime): Promise<FilterNetwork> {
    const session = await onnx.load(new URL('./filter.onnx', import.meta.url));
    const { Tensor: TensorClass } = await onnx.library();
    return new FilterNetwork(session, TensorClass);
  }

  /** @param strength how much of the filtered picture is shown, from 0 to 1 */
  async apply(frame: VideoFrame, filter: Filter, strength: number): Promise<VideoFrame> {
    const { TensorClass } = this;
    const { picture } = await this.session.run({
      rgba: new TensorClass('uint8', frame.toRgba(), [frame.height, frame.width, 4]),
      filter: new TensorClass('int64', BigInt64Array.of(BigInt(FILTERS.indexOf(filter))), [1]),
      strength: new TensorClass('float32', Float32Array.of(strength), [1]),
    });
    const tensor = { data: picture!.data as Float32Array, dims: picture!.dims };
    return VideoFrame.fromTensor(tensor, { layout: 'chw', range: [0, 255] });
  }
}
