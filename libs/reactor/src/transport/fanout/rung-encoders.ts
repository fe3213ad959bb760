import { Logger } from '@nestjs/common';
import { describe, stackOf } from '../../logging/index.js';
import type { RunningEncoder } from '../../session/ports/index.js';
import type { WrtcSources } from '../wrtc/wrtc-sources.js';
import type { Wrtc } from '../wrtc/wrtc.js';
import { RungEncoder } from './codecs/rung-encoder.js';
import type { Rung } from '../webrtc/ladder.js';
import { keyOf, type RungName } from './worker/messages.js';

/** How long a failed encoder is left alone before it is tried again, in milliseconds. */
const RETRY_MS = 1_000;

/** What the encoders of one session work with. */
export interface RungEncodersParts {
  readonly wrtc: Wrtc;
  readonly sources: WrtcSources;
  readonly startKbps: number;
  /** Name and rungs of a track. */
  trackOf(id: number): { readonly name: string; readonly rungs: readonly Rung[] } | undefined;
  /** Throws where the process may not open the files of another encoder. */
  checkOpenFiles(): void;
  connect(rung: RungName, offer: string): Promise<string>;
  disconnect(rung: RungName): void;
}

/** The encoders of one session: one for each rung that a viewer needs. */
export class RungEncoders {
  private readonly encoders = new Map<string, RungEncoder>();
  private readonly retries = new Set<NodeJS.Timeout>();
  private readonly logger = new Logger('Reactor:webrtc');

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
    const encoder = new RungEncoder({
      wrtc: parts.wrtc,
      sources: parts.sources,
      track: track.name,
      codec: name.codec,
      rung,
      startKbps: parts.startKbps,
      connect: (offer) => parts.connect(name, offer),
    });
    this.encoders.set(keyOf(name), encoder);
    encoder.opened.then(
      () => parts.sources.repeat(track.name),
      (error: unknown) => this.failed(name, encoder, error),
    );
  }

  stop(name: RungName): void {
    const encoder = this.encoders.get(keyOf(name));
    if (encoder === undefined) return;
    this.encoders.delete(keyOf(name));
    encoder.close();
    this.parts.disconnect(name);
  }

  setKbps(name: RungName, kbps: number): void {
    this.encoders.get(keyOf(name))?.setKbps(kbps);
  }

  close(): void {
    for (const timer of this.retries) clearTimeout(timer);
    this.retries.clear();
    for (const encoder of this.encoders.values()) encoder.close();
    this.encoders.clear();
  }

  private failed(name: RungName, encoder: RungEncoder, error: unknown): void {
    if (this.encoders.get(keyOf(name)) !== encoder) return;
    this.stop(name);
    this.logger.error(`an encoder could not be started: ${describe(error)}`, stackOf(error));
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
