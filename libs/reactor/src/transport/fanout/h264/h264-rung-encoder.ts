import type { I420Picture } from '../../../media/index.js';
import type { RunningEncoder } from '../../../session/ports/index.js';
import type { RungEncoder } from '../codecs/rung-encoder.js';
import type { Rung } from '../../webrtc/ladder.js';
import type { EncodedFrame } from '../worker/messages.js';
import type { PictureSink } from '../../wrtc/output-pictures.js';
import { type AccessUnit, ParameterSets } from './annex-b.js';
import { type H264Codec, type H264CodecOptions, NOMINAL_FPS } from './h264-codec.js';
import { PictureRate } from './picture-rate.js';

/** Share of a change that an encoder is told of. */
const STEP = 0.05;

/**
 * An encoder that is opened anew for another bitrate costs a keyframe: how far from its own the bitrate must be, and how
 * long it must have run, in milliseconds. A link that carries less does not wait as long as one that carries more.
 */
const REOPEN_BELOW = { share: 0.85, afterMs: 1_000 } as const;
const REOPEN_ABOVE = { share: 1.25, afterMs: 5_000 } as const;

/** A picture as it was shown. */
interface GivenPicture {
  readonly picture: I420Picture;
  /** Number of its bundle; undefined for one that is shown again. */
  readonly frame: number | undefined;
  /** On the clock of `sharedNowMs`. */
  readonly atMs: number;
}

/** What an encoder encodes, and where its frames go. */
export interface H264RungEncoderParts {
  /** Name of the output. */
  readonly track: string;
  readonly rung: Rung;
  readonly startKbps: number;
  /** Pictures of the output at the rung's frame rate. @returns no more of them */
  listen(sink: PictureSink): () => void;
  open(options: H264CodecOptions): Promise<H264Codec>;
  encoded(frame: EncodedFrame): void;
  /** It encodes nothing any more, and is to be closed. */
  failed(error: unknown): void;
  /** A picture was left out, since the one before was not encoded yet. */
  skipped(): void;
  /** The clock of `sharedNowMs`. */
  now(): number;
}

interface OpenCodec extends Pick<H264CodecOptions, 'width' | 'height' | 'kbps'> {
  readonly codec: H264Codec;
  readonly openedMs: number;
}

/**
 * Encodes one output in H.264 for one rung. It is opened by the first picture, since that has the size, and anew for each
 * other size. While a picture is encoded the newest of those that come is kept, and the others are left out.
 */
export class H264RungEncoder implements RungEncoder {
  readonly opened = Promise.resolve();
  /** Of the pictures that are encoded. */
  private readonly rate = new PictureRate();
  private readonly parameters = new ParameterSets();
  private kbps: number;
  private open: OpenCodec | undefined;
  private waiting: GivenPicture | undefined;
  private busy = false;
  private keyframeWanted = false;
  private closed = false;
  private readonly stop: () => void;

  constructor(private readonly parts: H264RungEncoderParts) {
    this.kbps = Math.min(parts.rung.maxKbps, parts.startKbps);
    this.stop = parts.listen((picture, frame) => this.show({ picture, frame, atMs: parts.now() }));
  }

  get running(): RunningEncoder {
    return { track: this.parts.track, kind: 'video', codec: 'H264', scale: this.parts.rung.scale };
  }

  /** It holds from the next picture on. */
  setKbps(kbps: number): void {
    this.kbps = kbps;
  }

  requestKeyframe(): void {
    this.keyframeWanted = true;
  }

  close(): void {
    this.closed = true;
    this.stop();
    this.waiting = undefined;
    // What is being encoded ends first.
    if (!this.busy) this.shut();
  }

  private show(given: GivenPicture): void {
    if (!this.busy) {
      void this.run(given);
      return;
    }
    if (this.waiting !== undefined) this.parts.skipped();
    this.waiting = copyOf(given);
  }

  private async run(first: GivenPicture): Promise<void> {
    this.busy = true;
    try {
      for (let next: GivenPicture | undefined = first; next !== undefined && !this.closed; next = this.takeWaiting()) {
        await this.encode(next);
      }
    } catch (error) {
      if (!this.closed) this.parts.failed(error);
    } finally {
      this.busy = false;
      if (this.closed) this.shut();
    }
  }

  private async encode(given: GivenPicture): Promise<void> {
    this.rate.note(given.atMs);
    let { open } = this;
    if (open === undefined || !this.fits(open, given.picture)) {
      // The picture may be read until the first pause.
      const kept = copyOf(given);
      open = await this.reopen(kept.picture);
      if (!this.closed) await this.encodeWith(open.codec, kept, true);
      return;
    }
    const keyframe = this.keyframeWanted;
    await this.encodeWith(open.codec, given, keyframe);
  }

  private async encodeWith(codec: H264Codec, given: GivenPicture, keyframe: boolean): Promise<void> {
    this.keyframeWanted = false;
    const unit: AccessUnit = this.parameters.complete(await codec.encode(given.picture, keyframe));
    if (this.closed) return;
    const { atMs, frame } = given;
    this.parts.encoded({ atMs, frame, encodedMs: this.parts.now(), ...unit });
  }

  /** The encoder has the size of the picture and the bitrate of now, or may go on with its own. */
  private fits(open: OpenCodec, { width, height }: I420Picture): boolean {
    if (open.width !== width || open.height !== height) return false;
    const kbps = this.codecKbps;
    const share = kbps / open.kbps;
    if (Math.abs(share - 1) < STEP) return true;
    if (open.codec.setKbps(kbps)) {
      this.open = { ...open, kbps };
      return true;
    }
    const ageMs = this.parts.now() - open.openedMs;
    const isFarBelow = share < REOPEN_BELOW.share && ageMs >= REOPEN_BELOW.afterMs;
    const isFarAbove = share > REOPEN_ABOVE.share && ageMs >= REOPEN_ABOVE.afterMs;
    return !isFarBelow && !isFarAbove;
  }

  /** Encoders divide a bitrate by the frames a second that they were opened for. */
  private get codecKbps(): number {
    return Math.round((this.kbps * NOMINAL_FPS) / this.rate.fps);
  }

  private async reopen({ width, height }: I420Picture): Promise<OpenCodec> {
    this.shut();
    const kbps = this.codecKbps;
    const codec = await this.parts.open({ width, height, scale: this.parts.rung.scale, kbps });
    this.open = { codec, width, height, kbps, openedMs: this.parts.now() };
    return this.open;
  }

  private takeWaiting(): GivenPicture | undefined {
    const { waiting } = this;
    this.waiting = undefined;
    return waiting;
  }

  private shut(): void {
    this.open?.codec.close();
    this.open = undefined;
  }
}

function copyOf({ picture: { width, height, data }, frame, atMs }: GivenPicture): GivenPicture {
  return { picture: { width, height, data: data.slice() }, frame, atMs };
}
