import { describeValue, ReactorError } from '../errors/index.js';
import { packMetadata } from './frame-metadata.js';
import { checkSides } from './frame-side.js';
import { i420Size } from './i420.js';
import type { I420Picture } from './media-chunk.js';
import { packPicture, packTensor } from './simd/pack-picture.js';
import { unpackPicture, writeTensor } from './simd/read-picture.js';
import {
  dimsOf,
  type FrameTensor,
  tensorArray,
  type TensorArrays,
  tensorForm,
  type TensorOptions,
  type TensorType,
} from './tensor-form.js';
import {
  type Tensor,
  type TensorLayout,
  tensorNumbers,
  type TensorPixels,
  unpackTensor,
  type ValueRange,
} from './tensor-pixels.js';

/** Layout of a frame's bytes. */
export type PixelFormat = 'rgba' | 'rgb' | 'i420';

type Source =
  | { readonly format: PixelFormat; readonly data: Uint8Array | Uint8ClampedArray }
  | { readonly format: 'tensor'; readonly pixels: TensorPixels };

/**
 * One raw picture, as a model receives and emits it.
 *
 * Row-major from the top left, no row padding; `rgba` and `rgb` are 8 bits a channel, sRGB, alpha ignored. Emitting
 * uses the buffer until the `yield` returns: it is converted into a shared slot and no reference is kept, so a model
 * may draw every frame into the same one.
 */
export class VideoFrame {
  private constructor(
    readonly width: number,
    readonly height: number,
    private readonly source: Source,
    /** Microseconds of the sender's clock, where known. */
    readonly captureTimeUs?: number,
    /** Metadata sent with the picture, where there is any. */
    readonly metadata?: Uint8Array<ArrayBuffer>,
  ) {}

  /** @param data `width * height * 4` bytes; a black frame where absent. Throws `bad_frame`. */
  static rgba(width: number, height: number, data?: Uint8Array | Uint8ClampedArray): VideoFrame {
    return VideoFrame.packed('rgba', width, height, 4 * width * height, data);
  }

  /** @param data `width * height * 3` bytes; a black frame where absent. Throws `bad_frame`. */
  static rgb(width: number, height: number, data?: Uint8Array | Uint8ClampedArray): VideoFrame {
    return VideoFrame.packed('rgb', width, height, 3 * width * height, data);
  }

  /** @param data planes Y, U, V in BT.601 limited range, chroma rounded up. Throws `bad_frame`. */
  static i420(width: number, height: number, data: Uint8Array): VideoFrame {
    return VideoFrame.packed('i420', width, height, i420Size(width, height), data);
  }

  /** A client's picture, with its timestamp and metadata. Takes ownership of the buffer. */
  static fromPicture({ width, height, data, metadata }: I420Picture, captureTimeUs?: number): VideoFrame {
    const { source } = VideoFrame.i420(width, height, data);
    return new VideoFrame(width, height, source, captureTimeUs, metadata);
  }

  /** From a canvas's pixels, or anything shaped like them. Throws `bad_frame`. */
  static fromImageData(image: { width: number; height: number; data: Uint8Array | Uint8ClampedArray }): VideoFrame {
    return VideoFrame.rgba(image.width, image.height, image.data);
  }

  /**
   * From a network's output, without a copy: it is read when the frame is emitted. Values outside the range are clipped.
   *
   * @param tensor `dims` of `[3, H, W]` (chw) or `[H, W, 3]` (hwc), a leading 1 for the batch allowed; 3 channels of RGB
   * @param shape.range what black and white are in the tensor: `[0, 1]`, `[-1, 1]`, `[0, 255]`
   */
  static fromTensor(tensor: Tensor, shape: { readonly layout: TensorLayout; readonly range: ValueRange }): VideoFrame {
    const dims = tensor.dims.length === 4 && tensor.dims[0] === 1 ? tensor.dims.slice(1) : tensor.dims;
    const [height, width, channels] =
      shape.layout === 'chw' ? [dims[1], dims[2], dims[0]] : [dims[0], dims[1], dims[2]];
    if (dims.length !== 3 || channels !== 3 || height === undefined || width === undefined) {
      const expected = shape.layout === 'chw' ? '[3, H, W]' : '[H, W, 3]';
      throw new ReactorError(
        'bad_frame',
        `a ${shape.layout} tensor must be ${expected} (got [${tensor.dims.join(', ')}]); reshape it or set its layout`,
      );
    }
    checkSides('a frame', { width, height });
    const data = tensorNumbers(tensor.data);
    if (data.length !== width * height * 3) {
      throw new ReactorError(
        'bad_frame',
        `a tensor of [${tensor.dims.join(', ')}] has ${width * height * 3} values (got ${data.length})`,
      );
    }
    if (shape.range[0] === shape.range[1]) {
      throw new ReactorError(
        'bad_frame',
        `the range of a tensor needs two different values (got ${shape.range[0]} for both)`,
      );
    }
    return new VideoFrame(width, height, { format: 'tensor', pixels: { ...shape, data, width, height } });
  }

  /**
   * The frames of a batch, as a network outputs them: `[N, 3, H, W]` (chw) or `[N, H, W, 3]` (hwc). Nothing is copied;
   * each frame reads its part of the tensor when it is emitted. Throws `bad_frame`.
   */
  static batchFromTensor(
    tensor: Tensor,
    shape: { readonly layout: TensorLayout; readonly range: ValueRange },
  ): VideoFrame[] {
    const [count, ...dims] = tensor.dims;
    const size = dims.reduce((product, side) => product * side, 1);
    if (dims.length !== 3 || count === undefined || tensor.data.length !== count * size) {
      const expected = shape.layout === 'chw' ? '[N, 3, H, W]' : '[N, H, W, 3]';
      throw new ReactorError(
        'bad_frame',
        `a batch of ${shape.layout} tensors is ${expected} with a value for each place (got [${tensor.dims.join(', ')}] and ${tensor.data.length} values); reshape it or set its layout`,
      );
    }
    return Array.from({ length: count }, (_, i) =>
      VideoFrame.fromTensor({ data: tensor.data.subarray(i * size, (i + 1) * size), dims }, shape),
    );
  }

  /**
   * The same picture with data for its viewers, such as the number of a chunk: bytes, or an object that travels as
   * JSON. Clients that subscribe to `metadata` receive it beside the picture. The media engine `wrtc` drops it. Throws
   * `bad_frame` beyond 16 KiB.
   */
  withMetadata(metadata: object | Uint8Array): VideoFrame {
    return new VideoFrame(this.width, this.height, this.source, this.captureTimeUs, packMetadata(metadata));
  }

  get format(): PixelFormat | 'tensor' {
    return this.source.format;
  }

  /** The bytes the frame was created from; throws `bad_frame` for one created from a tensor. */
  get data(): Uint8Array | Uint8ClampedArray {
    if (this.source.format !== 'tensor') return this.source.data;
    throw new ReactorError('bad_frame', 'a frame made from a tensor has no bytes of its own; use toRgba()');
  }

  /** Writes the picture as I420, the only pass over its pixels. @param target at least `i420Size` bytes */
  writeI420(target: Uint8Array): void {
    const { source, width, height } = this;
    switch (source.format) {
      case 'rgba':
        packPicture(source.data, 4, width, height, target);
        return;
      case 'rgb':
        packPicture(source.data, 3, width, height, target);
        return;
      case 'i420':
        target.set(source.data);
        return;
      case 'tensor':
        packTensor(source.pixels, target);
    }
  }

  /** The picture as RGBA with full alpha, in the caller's buffer or a new one. */
  toRgba(target: Uint8ClampedArray = new Uint8ClampedArray(4 * this.width * this.height)): Uint8ClampedArray {
    const { source, width, height } = this;
    if (source.format === 'rgba') target.set(source.data);
    else if (source.format === 'tensor') unpackTensor(source.pixels, target);
    else unpackPicture({ ...source, width, height }, target);
    return target;
  }

  /**
   * The picture as a network takes it: resized, and each byte scaled to a number.
   *
   * @param target array of the last call, to write into instead of a new one: `3 * width * height` numbers of the
   *   `dtype`. The result is valid until it is written again. Throws `bad_frame`.
   */
  toTensor<D extends TensorType = 'float32'>(
    options: TensorOptions<D> = {},
    target?: TensorArrays[NoInfer<D>],
  ): FrameTensor<D> {
    const { source, width, height } = this;
    const form = tensorForm(options, this);
    const data = tensorArray(form, target);
    const picture = source.format === 'tensor' ? { format: 'rgba' as const, data: this.toRgba() } : source;
    writeTensor({ ...picture, width, height }, form, data);
    return { type: form.dtype as D, data: data as TensorArrays[D], dims: dimsOf(form) };
  }

  private static packed(
    format: PixelFormat,
    width: number,
    height: number,
    size: number,
    data?: Uint8Array | Uint8ClampedArray,
  ): VideoFrame {
    checkSides('a frame', { width, height });
    const bytes = data ?? new Uint8Array(size);
    if (!isBytes(bytes)) {
      throw new ReactorError(
        'bad_frame',
        `the pixels of a ${format} frame are a Uint8Array (got ${describeValue(bytes)}); convert them, or use VideoFrame.fromTensor`,
      );
    }
    if (bytes.length !== size) {
      throw new ReactorError(
        'bad_frame',
        `a ${width}x${height} ${format} frame has ${size} bytes (got ${bytes.length}); check its size and format`,
      );
    }
    return new VideoFrame(width, height, { format, data: bytes });
  }
}

/** Also of another realm, as under jest. */
function isBytes(data: unknown): data is Uint8Array | Uint8ClampedArray {
  return (
    ArrayBuffer.isView(data) && ['Uint8Array', 'Uint8ClampedArray'].includes((data as Uint8Array)[Symbol.toStringTag])
  );
}
