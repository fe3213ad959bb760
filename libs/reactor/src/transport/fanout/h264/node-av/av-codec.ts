import type { I420Picture } from '../../../../media/index.js';
import { type H264Codec, type H264CodecOptions, NOMINAL_FPS } from '../h264-codec.js';
import type { H264KindSettings } from '../h264-kind.js';
import { AvPictures } from './av-pictures.js';
import { checked } from './checked.js';
import type { AvCodecContext, AvPacket, LoadedNodeAv } from './node-av.js';
import { VaapiPictures } from './vaapi-pictures.js';

/** What an encoder may be ahead of its bitrate, in seconds: a keyframe is no larger. */
const BUFFER_SECONDS = 1 / 3;

/** No keyframe that nobody asked for. */
const NEVER = 1 << 20;

/** One encoder of FFmpeg. It encodes in libuv's threads. */
export class AvCodec implements H264Codec {
  private readonly packet: AvPacket;
  private count = 0n;

  private constructor(
    private readonly library: LoadedNodeAv,
    private readonly settings: H264KindSettings,
    private readonly context: AvCodecContext,
    private readonly pictures: AvPictures,
    private readonly uploads: VaapiPictures | undefined,
  ) {
    this.packet = new library.av.Packet();
    this.packet.alloc();
  }

  /** Rejects with FFmpeg's error. */
  static async open(library: LoadedNodeAv, settings: H264KindSettings, options: H264CodecOptions): Promise<AvCodec> {
    const { av, constants } = library;
    const found = av.Codec.findEncoderByName(settings.codec);
    if (found === null) throw new Error(`this build of FFmpeg has no ${settings.codec}`);
    const { width, height, scale } = options;
    const [toWidth, toHeight] = [evenPartOf(width / scale), evenPartOf(height / scale)];
    const hardware = settings.readsFromVaapi === true;
    const uploads = hardware ? new VaapiPictures(library, toWidth, toHeight) : undefined;
    const format = hardware ? constants.AV_PIX_FMT_NV12 : constants.AV_PIX_FMT_YUV420P;
    const context = new av.CodecContext();
    context.allocContext3(found);
    Object.assign(context, {
      width: toWidth,
      height: toHeight,
      pixelFormat: hardware ? constants.AV_PIX_FMT_VAAPI : format,
      timeBase: new av.Rational(1, NOMINAL_FPS),
      framerate: new av.Rational(NOMINAL_FPS, 1),
      gopSize: NEVER,
      maxBFrames: 0,
      // More of them would keep a picture back, or cost sharpness.
      threadCount: 1,
      colorRange: constants.AVCOL_RANGE_MPEG,
      colorSpace: constants.AVCOL_SPC_SMPTE170M,
      colorPrimaries: constants.AVCOL_PRI_SMPTE170M,
      colorTrc: constants.AVCOL_TRC_SMPTE170M,
      ...(uploads === undefined ? {} : { hwFramesCtx: uploads.frames }),
    });
    context.setFlags(constants.AV_CODEC_FLAG_LOW_DELAY);
    setBitrate(context, options.kbps);
    try {
      checked(library, await context.open2(found, av.Dictionary.fromObject(settings.options)));
      const pictures = new AvPictures(library, { width, height, toWidth, toHeight }, format);
      return new AvCodec(library, settings, context, pictures, uploads);
    } catch (error) {
      context.freeContext();
      uploads?.close();
      throw error;
    }
  }

  async encode(picture: I420Picture, keyframe: boolean): Promise<Uint8Array<ArrayBuffer>> {
    const { library, context, packet, uploads } = this;
    const { AV_PICTURE_TYPE_I, AV_PICTURE_TYPE_NONE } = library.constants;
    const taken = await this.pictures.take(picture);
    const frame = uploads === undefined ? taken : await uploads.upload(taken);
    frame.pts = this.count++;
    frame.pictType = keyframe ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    checked(library, await context.sendFrame(frame));
    // It is encoded by then: what is left is to hand it over.
    checked(library, context.receivePacketSync(packet));
    const data = new Uint8Array(packet.data ?? []);
    packet.unref();
    return data;
  }

  setKbps(kbps: number): boolean {
    if (this.settings.isLive) setBitrate(this.context, kbps);
    return this.settings.isLive;
  }

  close(): void {
    this.packet.free();
    this.context.freeContext();
    this.pictures.close();
    this.uploads?.close();
  }
}

/** Encoders read it with each picture; some of them only when they are opened. */
function setBitrate(context: AvCodecContext, kbps: number): void {
  const bits = Math.round(kbps * 1_000);
  context.bitRate = BigInt(bits);
  context.rcMaxRate = BigInt(bits);
  context.rcBufferSize = Math.round(bits * BUFFER_SECONDS);
}

function evenPartOf(size: number): number {
  return Math.max(2, 2 * Math.floor(size / 2));
}
