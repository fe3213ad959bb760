import { ReactorError } from '../../errors/index.js';
import type { TensorFit, TensorLayout, TensorOptions, TensorType, ValueRange } from '../../media/index.js';
import { describeValueInfo, describeValueInfos, isFixed, type OnnxValueInfo } from './onnx-value-info.js';

/** How pictures reach a network. What its file says need not be said again: the type, a fixed size, where channels are. */
export interface PictureInputOptions extends Omit<TensorOptions, 'dtype' | 'fit'> {
  /** What becomes of a camera of another shape, as in `toTensor`. @defaultValue 'cover' */
  readonly fit?: TensorFit;
  /** Of the input. @defaultValue the only one that has the shape of a picture */
  readonly name?: string;
}

/** How a network's output is a picture. */
export interface PictureOutputOptions {
  /** Of the output. @defaultValue the only one that has the shape of a picture */
  readonly name?: string;
  /** @defaultValue from the file where it says where the 3 channels are, else `chw` */
  readonly layout?: TensorLayout;
  /** The values of black and white. @defaultValue [0, 1], of bytes [0, 255] */
  readonly range?: ValueRange;
}

/** A picture among a network's inputs or outputs, found in its file. */
export interface PictureValue {
  readonly info: OnnxValueInfo;
  readonly type: TensorType;
  readonly layout: TensorLayout;
  /** Pixels, where the file fixes them. */
  readonly width?: number;
  readonly height?: number;
}

const TYPES: readonly string[] = ['float32', 'float16', 'uint8'] satisfies TensorType[];

/**
 * @param infos of one side of the network, @param side for messages
 *
 * Throws `bad_declaration` where no value, or not only one, can be the picture, or the file contradicts the options.
 */
export function findPicture(
  infos: readonly OnnxValueInfo[],
  side: 'input' | 'output',
  { name, layout, size }: Pick<PictureInputOptions, 'name' | 'layout' | 'size'>,
): PictureValue {
  const info = name === undefined ? onlyPicture(infos, side) : named(infos, side, name);
  const written = layoutOf(info);
  const picked = layout ?? written ?? 'chw';
  const what = `the ${side} ${describeValueInfo(info)}`;
  if (!TYPES.includes(info.type))
    refuse(`${what} is no picture: the numbers of one are ${TYPES.join(', ')}; cast it in the network`);
  if (info.shape.length !== 3 && info.shape.length !== 4) {
    refuse(`${what} is no picture: one has 3 sizes, or 4 with the batch; reshape it in the network`);
  }
  const sizes = info.shape.slice(-3);
  const [channels, height, width] = picked === 'chw' ? sizes : [sizes[2], sizes[0], sizes[1]];
  if (layout !== undefined && written !== undefined && layout !== written) {
    refuse(`${what} has the layout ${written}; set layout: '${written}', or leave it out`);
  }
  if (isFixed(channels) && channels !== 3) {
    refuse(`${what} has ${channels} channels in the layout ${picked}; a picture has 3, red, green and blue`);
  }
  const picture = {
    info,
    type: info.type as TensorType,
    layout: picked,
    ...(isFixed(width) ? { width } : {}),
    ...(isFixed(height) ? { height } : {}),
  };
  if (
    size !== undefined &&
    (size.width !== (picture.width ?? size.width) || size.height !== (picture.height ?? size.height))
  ) {
    refuse(`${what} has another size than ${size.width}x${size.height}; leave ${side}.size out`);
  }
  return picture;
}

/** The shape that a picture has in this value. @param dims of the frame's tensor, with a batch of 1 */
export function dimsIn({ info }: PictureValue, dims: readonly number[]): readonly number[] {
  return info.shape.length === 3 ? dims.slice(1) : dims;
}

function layoutOf({ shape }: OnnxValueInfo): TensorLayout | undefined {
  if (shape.at(-3) === 3 && shape.at(-1) !== 3) return 'chw';
  if (shape.at(-1) === 3 && shape.at(-3) !== 3) return 'hwc';
  return undefined;
}

function onlyPicture(infos: readonly OnnxValueInfo[], side: string): OnnxValueInfo {
  const pictures = infos.filter((info) => layoutOf(info) !== undefined && TYPES.includes(info.type));
  const [one] = pictures.length > 0 ? pictures : infos;
  if (one !== undefined && (pictures.length === 1 || infos.length === 1)) return one;
  return refuse(
    `which ${side} of the network is the picture? There are: ${describeValueInfos(infos)}; name it: ${side}: { name: '…' }`,
  );
}

function named(infos: readonly OnnxValueInfo[], side: string, name: string): OnnxValueInfo {
  const found = infos.find((info) => info.name === name);
  return found ?? refuse(`the network has no ${side} '${name}'; there are: ${describeValueInfos(infos)}`);
}

function refuse(message: string): never {
  throw new ReactorError('bad_declaration', message);
}
