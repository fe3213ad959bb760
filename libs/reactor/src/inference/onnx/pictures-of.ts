import { VideoFrame, type ValueRange } from '../../media/index.js';
import type { OnnxOutput } from './onnx-network.js';
import type { PictureValue } from './picture-value.js';

/**
 * The pictures of an output, one for each in its batch, without a copy.
 *
 * @param range of the output; absent, [0, 1], or [0, 255] of bytes. Throws `bad_frame` where the shape is no picture's.
 */
export function picturesOf(
  { info, layout, type }: PictureValue,
  outputs: Readonly<Record<string, OnnxOutput>>,
  range: ValueRange = type === 'uint8' ? [0, 255] : [0, 1],
): VideoFrame[] {
  const { data, dims } = outputs[info.name]!;
  const tensor = { data, dims };
  return dims.length === 4
    ? VideoFrame.batchFromTensor(tensor, { layout, range })
    : [VideoFrame.fromTensor(tensor, { layout, range })];
}
