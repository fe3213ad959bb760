import type { I420Picture } from '../../../media/index.js';
import type { H264Codec, H264CodecOptions, H264Codecs } from './h264-codec.js';
import type { H264Kind } from './h264-kind.js';

/** SPS of Constrained Baseline, PPS, and slices of a keyframe and of another picture, each cut short. */
export const SPS = [0, 0, 0, 1, 0x67, 0x42, 0xc0, 0x1f];
export const PPS = [0, 0, 0, 1, 0x68, 0xce];
export const IDR = [0, 0, 1, 0x65, 0x88];
export const SLICE = [0, 0, 1, 0x41, 0x9a];

export const bytes = (...parts: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(parts.flat());

/** How an encoder behaves; that of a good one where nothing is said. */
export interface Behaviour {
  readonly fails?: string;
  readonly isLive?: boolean;
  /** What comes of a picture. */
  readonly encode?: (keyframe: boolean) => Uint8Array<ArrayBuffer>;
}

/** An encoder that records its calls. Each picture waits for `finish` where the behaviour says so. */
export class FakeCodec implements H264Codec {
  readonly encoded: { readonly luma: number; readonly keyframe: boolean }[] = [];
  readonly rates: number[] = [];
  closed = false;
  waits = false;
  private waiting: (() => void) | undefined;

  constructor(
    readonly options: H264CodecOptions,
    private readonly behaviour: Behaviour,
  ) {}

  async encode(picture: I420Picture, keyframe: boolean): Promise<Uint8Array<ArrayBuffer>> {
    if (this.closed) throw new Error('it is closed');
    // The first picture is one anyway.
    const isKeyframe = keyframe || this.encoded.length === 0;
    this.encoded.push({ luma: picture.data[0] ?? -1, keyframe });
    if (this.waits) await new Promise<void>((resolve) => (this.waiting = resolve));
    return this.behaviour.encode?.(isKeyframe) ?? (isKeyframe ? bytes(SPS, PPS, IDR) : bytes(SLICE));
  }

  finish(): void {
    this.waiting?.();
  }

  setKbps(kbps: number): boolean {
    if (this.behaviour.isLive === false) return false;
    this.rates.push(kbps);
    return true;
  }

  close(): void {
    this.closed = true;
  }
}

export class FakeCodecs implements H264Codecs {
  readonly opened: FakeCodec[] = [];
  readonly kinds: H264Kind[] = [];

  constructor(private readonly behaviours: Partial<Record<H264Kind, Behaviour>> = {}) {}

  async open(kind: H264Kind, options: H264CodecOptions): Promise<FakeCodec> {
    this.kinds.push(kind);
    const behaviour = this.behaviours[kind] ?? {};
    if (behaviour.fails !== undefined) throw new Error(behaviour.fails);
    const codec = new FakeCodec(options, behaviour);
    this.opened.push(codec);
    return codec;
  }
}
