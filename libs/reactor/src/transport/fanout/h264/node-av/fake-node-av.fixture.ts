import type { AvConstants, AvFrame, LoadedNodeAv, NodeAv } from './node-av.js';

/** Numbers that differ, in place of FFmpeg's. */
const CONSTANTS: AvConstants = {
  AV_PIX_FMT_YUV420P: 1,
  AV_PIX_FMT_NV12: 2,
  AV_PIX_FMT_VAAPI: 3,
  AV_HWDEVICE_TYPE_VAAPI: 4,
  AV_PICTURE_TYPE_I: 5,
  AV_PICTURE_TYPE_NONE: 6,
  AV_CODEC_FLAG_LOW_DELAY: 7,
  AVCOL_RANGE_MPEG: 8,
  AVCOL_SPC_SMPTE170M: 9,
  AVCOL_PRI_SMPTE170M: 10,
  AVCOL_TRC_SMPTE170M: 11,
  SWS_FAST_BILINEAR: 12,
  AV_LOG_ERROR: 16,
};

/** What an encoder was sent: the planes as they were then. */
export interface SentPicture {
  readonly width: number;
  readonly format: number;
  readonly pictType: number;
  readonly pts: bigint;
  readonly planes: readonly (readonly number[])[];
}

/** The package, as far as it is used: it encodes a picture to one byte, and counts what is not freed. */
export class FakeNodeAv implements LoadedNodeAv {
  readonly constants = CONSTANTS;
  readonly av: NodeAv;
  readonly contexts: Record<string, unknown>[] = [];
  readonly sent: SentPicture[] = [];
  /** Encoders that this build has. */
  known: readonly string[] = ['libx264', 'h264_nvenc', 'h264_vaapi', 'h264_videotoolbox'];
  /** Results of calls, where they are not zero. */
  results: Partial<Record<'open' | 'send' | 'receive' | 'device', number>> = {};
  /** Lines that FFmpeg writes to its log when an encoder cannot be opened. */
  log: readonly string[] = [];
  /** Bytes from one row of a picture to the next are these more than its width. */
  padding = 0;
  live = 0;

  constructor() {
    // The classes below have a `this` of their own, as those of the package do.
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const fake = this;
    let callback: ((level: number, message: string) => void) | undefined;
    class Native {
      constructor() {
        fake.live++;
      }
      alloc(): void {}
      allocContext3(): void {}
      unref(): void {}
      free(): void {
        fake.live--;
      }
      freeContext(): void {
        fake.live--;
      }
    }
    class Frame extends Native {
      format = 0;
      width = 0;
      height = 0;
      pts = 0n;
      pictType = 0;
      data: Buffer[] | null = null;
      linesize: number[] = [];
      getBuffer(): number {
        const chroma = { wide: Math.ceil(this.width / 2), high: Math.ceil(this.height / 2) };
        this.linesize = [this.width + fake.padding, chroma.wide + fake.padding, chroma.wide + fake.padding];
        const highs = [this.height, chroma.high, chroma.high];
        this.data = this.linesize.map((line, plane) => Buffer.alloc(line * (highs[plane] ?? 0)));
        return 0;
      }
      makeWritable(): number {
        return 0;
      }
      async hwframeTransferData(to: AvFrame): Promise<number> {
        Object.assign(to, { width: this.width, format: CONSTANTS.AV_PIX_FMT_VAAPI, data: this.data });
        return 0;
      }
    }
    class CodecContext extends Native {
      constructor() {
        super();
        fake.contexts.push(this as unknown as Record<string, unknown>);
      }
      setFlags(): void {}
      async open2(codec: object, options: object): Promise<number> {
        Object.assign(this, { codec, options });
        if (fake.results.open !== undefined) for (const line of fake.log) callback?.(16, line);
        return fake.results.open ?? 0;
      }
      async sendFrame({ width, format, pictType, pts, data }: Frame): Promise<number> {
        fake.sent.push({ width, format, pictType, pts, planes: (data ?? []).map((plane) => [...plane]) });
        return fake.results.send ?? 0;
      }
      receivePacketSync(packet: { data: Buffer | null }): number {
        packet.data = Buffer.from([fake.sent.length]);
        return fake.results.receive ?? 0;
      }
    }
    class Scaler extends Native {
      getContext(): void {}
      async scaleFrame(to: Frame, from: Frame): Promise<number> {
        for (const [plane, bytes] of (to.data ?? []).entries()) bytes.fill(from.data?.[plane]?.[0] ?? 0);
        return 0;
      }
    }
    class Device extends Native {
      create(): number {
        return fake.results.device ?? 0;
      }
    }
    class Frames extends Native {
      init(): number {
        return 0;
      }
      getBuffer(): number {
        return 0;
      }
    }
    this.av = {
      Codec: { findEncoderByName: (name: string) => (fake.known.includes(name) ? { name } : null) },
      CodecContext,
      Dictionary: { fromObject: (options: object) => options },
      Frame,
      Packet: Native,
      Rational: class {
        constructor(
          readonly num: number,
          readonly den: number,
        ) {}
      },
      SoftwareScaleContext: Scaler,
      HardwareDeviceContext: Device,
      HardwareFramesContext: Frames,
      FFmpegError: class extends Error {
        constructor(code: number) {
          super(`FFmpeg ${code}`);
        }
      },
      Log: {
        setCallback: (write: (level: number, message: string) => void) => (callback = write),
        resetCallback: () => (callback = undefined),
      },
    } as unknown as NodeAv;
  }
}
