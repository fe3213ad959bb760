import type { TensorArrays, TensorType, VideoFrame } from '../../media/index.js';
import { dimsIn, type PictureInputOptions, type PictureValue } from './picture-value.js';

/** Makes the numbers of a network's picture input of frames, in one array for all frames of a size. */
export class PictureFeed {
  private numbers: TensorArrays[TensorType] | undefined;

  constructor(
    private readonly value: PictureValue,
    private readonly options: PictureInputOptions,
  ) {}

  /** The numbers of a frame, valid until the next call. Throws `bad_frame`. */
  of(frame: VideoFrame): { readonly data: TensorArrays[TensorType]; readonly dims: readonly number[] } {
    const { name: _, size, fit = 'cover', ...options } = this.options;
    const { type, layout } = this.value;
    const width = this.value.width ?? size?.width ?? frame.width;
    const height = this.value.height ?? size?.height ?? frame.height;
    const kept = this.numbers?.length === 3 * width * height ? this.numbers : undefined;
    const { data, dims } = frame.toTensor({ ...options, size: { width, height }, fit, layout, dtype: type }, kept);
    this.numbers = data;
    return { data, dims: dimsIn(this.value, dims) };
  }
}
