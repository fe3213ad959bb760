import { Logger } from '@nestjs/common';
import { describe, stackOf } from '../../logging/index.js';
import { sharedNowMs } from '../../media/index.js';
import type { RunningEncoder } from '../../session/ports/index.js';
import type { WrtcSources } from '../wrtc/wrtc-sources.js';
import type { Wrtc } from '../wrtc/wrtc.js';
import type { RungEncoder } from './codecs/rung-encoder.js';
import { WrtcEncoder } from './codecs/wrtc-encoder.js';
import type { H264Encoding } from './h264/h264-encoding.js';
import { H264RungEncoder } from './h264/h264-rung-encoder.js';
import type { Rung } from '../webrtc/ladder.js';
import { type EncodedFrame, keyOf, type RungName } from './worker/messages.js';

/** How long a failed encoder is left alone before it is tried again, in milliseconds. */
const RETRY_MS = 1_000;

/** Most frequent report of pictures that were left out, in milliseconds. */
const REPORT_EVERY_MS = 10_000;

/** What the encoders of one session work with. */
export interface RungEncodersParts {
  readonly wrtc: Wrtc;
  readonly sources: WrtcSources;
  readonly h264: Pick<H264Encoding, 'open'>;
  readonly startKbps: number;
  /** Name and rungs of a track. */
  trackOf(id: number): { readonly name: string; readonly rungs: readonly Rung[] } | undefined;
  /** Throws where the process may not open the files of another encoder. */
  checkOpenFiles(): void;
  connect(rung: RungName, offer: string): Promise<string>;
  /** Frames of this encoder will be posted. */
  opened(rung: RungName): void;
  encoded(rung: RungName, frame: EncodedFrame): void;
  disconnect(rung: RungName): void;
}

/** The encoders of one session: one for each rung that a viewer needs. */
export class RungEncoders {
  private readonly encoders = new Map<string, RungEncoder>();
  private readonly sounds = new Map<string, RungName>();
  private readonly retries = new Set<NodeJS.Timeout>();
  private stereo = false;
  private readonly logger = new Logger('Reactor:webrtc');
  private skipped = 0;
  private reportedAtMs = -Infinity;

  constructor(private readonly parts: RungEncodersParts) {}

  get running(): readonly RunningEncoder[] {
    return [...this.encoders.values()].map((encoder) => encoder.running);
  }

  start(name: RungName): void {
    const { parts } = this;
    const track = parts.trackOf(name.track);
    const rung = track?.rungs[name.index];
    if (track === undefined || rung === undefined || this.encoders.has(keyOf(name))) return;
    try {
      parts.checkOpenFiles();
    } catch {
      // It is in the log already.
      this.retry(name);
      return;
    }
    const encoder = name.codec === 'H264' ? this.h264(name, track.name, rung) : this.wrtc(name, track.name, rung);
    this.encoders.set(keyOf(name), encoder);
    if (name.codec === 'opus') this.sounds.set(keyOf(name), name);
    encoder.opened.then(
      () => parts.sources.repeat(track.name),
      (error: unknown) => this.failed(name, encoder, error),
    );
  }

  stop(name: RungName): void {
    const encoder = this.encoders.get(keyOf(name));
    if (encoder === undefined) return;
    this.encoders.delete(keyOf(name));
    this.sounds.delete(keyOf(name));
    encoder.close();
    this.parts.disconnect(name);
  }

  /**
   * A viewer plays both channels of sound. Who plays one decodes two all the same (RFC 7587, 6.1), so that from now on sound
   * is encoded with both.
   */
  wantStereo(): void {
    if (this.stereo) return;
    this.stereo = true;
    const running = [...this.sounds.values()];
    for (const name of running) {
      this.stop(name);
      this.start(name);
    }
  }

  setKbps(name: RungName, kbps: number): void {
    this.encoders.get(keyOf(name))?.setKbps(kbps);
  }

  requestKeyframe(name: RungName): void {
    this.encoders.get(keyOf(name))?.requestKeyframe?.();
  }

  close(): void {
    for (const timer of this.retries) clearTimeout(timer);
    this.retries.clear();
    for (const encoder of this.encoders.values()) encoder.close();
    this.encoders.clear();
    this.sounds.clear();
  }

  private wrtc(name: RungName, track: string, rung: Rung): RungEncoder {
    const { wrtc, sources, startKbps } = this.parts;
    const connect = (offer: string): Promise<string> => this.parts.connect(name, offer);
    return new WrtcEncoder({ wrtc, sources, track, codec: name.codec, rung, startKbps, stereo: this.stereo, connect });
  }

  private h264(name: RungName, track: string, rung: Rung): RungEncoder {
    const { h264, sources, startKbps } = this.parts;
    const encoder: H264RungEncoder = new H264RungEncoder({
      track,
      rung,
      startKbps,
      listen: (sink) => sources.listen(track, sink, rung.maxFramerate),
      open: (options) => h264.open(options),
      encoded: (frame) => this.parts.encoded(name, frame),
      failed: (error) => this.failed(name, encoder, error),
      skipped: () => this.reportSkipped(track),
      now: sharedNowMs,
    });
    this.parts.opened(name);
    return encoder;
  }

  private reportSkipped(track: string): void {
    this.skipped++;
    if (performance.now() - this.reportedAtMs < REPORT_EVERY_MS) return;
    this.reportedAtMs = performance.now();
    this.logger.warn(
      `${this.skipped} pictures of ${track} were left out: H.264 is not encoded as fast as they come; make them smaller or fewer, or give UV_THREADPOOL_SIZE a thread for each encoder`,
    );
    this.skipped = 0;
  }

  private failed(name: RungName, encoder: RungEncoder, error: unknown): void {
    if (this.encoders.get(keyOf(name)) !== encoder) return;
    this.stop(name);
    this.logger.error(`an encoder failed, and is started again: ${describe(error)}`, stackOf(error));
    this.retry(name);
  }

  private retry(name: RungName): void {
    const timer = setTimeout(() => {
      this.retries.delete(timer);
      this.start(name);
    }, RETRY_MS);
    this.retries.add(timer);
  }
}
