import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The part of the package `node-av` (version 6) that this project uses. Numbers below zero are errors of FFmpeg. */
export interface NodeAv {
  readonly Codec: { findEncoderByName(name: string): object | null };
  readonly CodecContext: new () => AvCodecContext;
  readonly Dictionary: { fromObject(options: Readonly<Record<string, string>>): object };
  readonly Frame: new () => AvFrame;
  readonly Packet: new () => AvPacket;
  readonly Rational: new (numerator: number, denominator: number) => object;
  readonly SoftwareScaleContext: new () => AvScaler;
  readonly HardwareDeviceContext: new () => AvHardwareDevice;
  readonly HardwareFramesContext: new () => AvHardwareFrames;
  readonly FFmpegError: new (code: number) => Error;
  readonly Log: {
    setCallback(callback: (level: number, message: string) => void, options: { readonly maxLevel: number }): void;
    resetCallback(): void;
  };
}

/** Numbers of FFmpeg, by their names. */
export type AvConstants = Readonly<
  Record<
    | 'AV_PIX_FMT_YUV420P'
    | 'AV_PIX_FMT_NV12'
    | 'AV_PIX_FMT_VAAPI'
    | 'AV_HWDEVICE_TYPE_VAAPI'
    | 'AV_PICTURE_TYPE_I'
    | 'AV_PICTURE_TYPE_NONE'
    | 'AV_CODEC_FLAG_LOW_DELAY'
    | 'AVCOL_RANGE_MPEG'
    | 'AVCOL_SPC_SMPTE170M'
    | 'AVCOL_PRI_SMPTE170M'
    | 'AVCOL_TRC_SMPTE170M'
    | 'SWS_FAST_BILINEAR'
    | 'AV_LOG_ERROR',
    number
  >
>;

export interface AvCodecContext {
  width: number;
  height: number;
  pixelFormat: number;
  timeBase: object;
  framerate: object;
  bitRate: bigint;
  rcMaxRate: bigint;
  /** Bits. */
  rcBufferSize: number;
  gopSize: number;
  maxBFrames: number;
  threadCount: number;
  colorRange: number;
  colorSpace: number;
  colorPrimaries: number;
  colorTrc: number;
  hwFramesCtx: AvHardwareFrames | null;
  allocContext3(codec: object): void;
  setFlags(flag: number): void;
  open2(codec: object, options: object): Promise<number>;
  sendFrame(frame: AvFrame): Promise<number>;
  receivePacketSync(packet: AvPacket): number;
  freeContext(): void;
}

export interface AvFrame {
  format: number;
  width: number;
  height: number;
  pts: bigint;
  pictType: number;
  /** Memory of the planes, and bytes from one row to the next. */
  readonly data: Buffer[] | null;
  readonly linesize: number[];
  alloc(): void;
  getBuffer(align: number): number;
  /** Copies its memory where an encoder still reads it. */
  makeWritable(): number;
  unref(): void;
  hwframeTransferData(to: AvFrame): Promise<number>;
  free(): void;
}

export interface AvPacket {
  readonly data: Buffer | null;
  alloc(): void;
  unref(): void;
  free(): void;
}

export interface AvScaler {
  getContext(
    width: number,
    height: number,
    format: number,
    toWidth: number,
    toHeight: number,
    toFormat: number,
    flags: number,
  ): void;
  scaleFrame(to: AvFrame, from: AvFrame): Promise<number>;
  freeContext(): void;
}

export interface AvHardwareDevice {
  create(type: number): number;
  free(): void;
}

export interface AvHardwareFrames {
  format: number;
  swFormat: number;
  width: number;
  height: number;
  initialPoolSize: number;
  alloc(device: AvHardwareDevice): void;
  init(): number;
  getBuffer(frame: AvFrame): number;
  free(): void;
}

export interface LoadedNodeAv {
  readonly av: NodeAv;
  readonly constants: AvConstants;
}

/**
 * Loads the package if it is installed beside this one or where the application was started.
 * @returns undefined where it is not installed. Rejects where it is, and cannot be loaded.
 */
export async function loadNodeAv(): Promise<LoadedNodeAv | undefined> {
  const folders = [import.meta.url, join(process.cwd(), 'package.json')];
  const require = folders.map((from) => createRequire(from)).find((candidate) => resolves(candidate));
  if (require === undefined) return undefined;
  const load = (name: string): Promise<unknown> => import(pathToFileURL(require.resolve(name)).href);
  // The parts of the package without its own WebRTC.
  const [av, constants] = await Promise.all([load('node-av/lib'), load('node-av/constants')]);
  return { av: av as NodeAv, constants: constants as AvConstants };
}

function resolves(require: NodeJS.Require): boolean {
  try {
    require.resolve('node-av/lib');
    return true;
  } catch {
    return false;
  }
}
