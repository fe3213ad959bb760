import { ReactorError } from '../../errors/index.js';
import {
  type DiscardCause,
  FrameRate,
  type I420Picture,
  type MediaBundle,
  type MediaChunk,
  OutputPacer,
  type PacerClock,
  sharedNowMs,
} from '../../media/index.js';
import type { Measurement } from '../lifecycle/measurement.js';
import type { SessionWorker } from '../model/session-worker.js';
import type {
  EncodedStream,
  EncodedStreamOptions,
  MediaPeer,
  MediaPeerOptions,
  MediaRoom,
  OutboundPeer,
  OutboundPeerOptions,
  OutputSink,
  RunningEncoder,
  SentFrame,
} from '../ports/index.js';
import { FrameTrail, type TracedFrame } from './frame-trail.js';
import { LastPictures } from './last-pictures.js';
import { LeasedBundle } from './leased-bundle.js';
import type { MediaEngines } from './media-engines.js';
import { OutputBus } from './output-bus.js';

/** What a session's output works with. */
export interface SessionOutputParts {
  readonly sessionId: string;
  readonly worker: Pick<SessionWorker, 'manifest' | 'bufferSize' | 'grant' | 'release'>;
  readonly engines: MediaEngines;
  measured(measurement: Measurement): void;
  /** An engine has sent a frame of the session. */
  frameSent(frame: TracedFrame): void;
  /** Waits for one step of the session's end, within its limit. Never rejects. */
  closing(what: string, step: Promise<void>): Promise<void>;
  /** @defaultValue the process's monotonic clock */
  readonly clock?: PacerClock;
}

/**
 * What the model emits in one session, and those who get it: one clock for all of them. A bundle leaves the queue at its
 * tick, which lets the model make another; its buffers return to the worker when nobody reads them any more.
 */
export class SessionOutput {
  private readonly pacer: OutputPacer;
  private readonly bus: OutputBus;
  /** By the engine's name: opened with the first peer that is created there. */
  private readonly rooms = new Map<string, MediaRoom>();
  private readonly last = new LastPictures();
  private readonly trail = new FrameTrail();
  private closed = false;
  private readonly queuedMs = new WeakMap<MediaBundle, number>();
  private readonly rate = new FrameRate(performance.now());
  private readonly engineByPeer = new WeakMap<MediaPeer | EncodedStream, string>();
  private pinnedFps: number | undefined;

  constructor(private readonly parts: SessionOutputParts) {
    const { sessionId, worker, clock } = parts;
    this.pinnedFps = worker.manifest.fps;
    this.pacer = new OutputPacer({
      depth: worker.bufferSize,
      onBundle: (bundle) => this.show(bundle),
      onDiscard: (bundle, cause) => this.discard(bundle, cause),
      onRoom: (bundles) => worker.grant(bundles),
      ...(clock === undefined ? {} : { clock }),
    });
    this.bus = new OutputBus({
      sessionId,
      dropped: (sink, cause) => this.measured({ kind: 'sinkDropped', sink, cause, frames: 1 }),
      removed: (sink) => this.rooms.delete(sink),
      closing: (what, step) => parts.closing(what, step),
    });
  }

  submit(chunk: MediaChunk): void {
    const now = performance.now();
    for (const bundle of chunk.bundles) this.queuedMs.set(bundle, now);
    this.trail.emitted(chunk, sharedNowMs());
    this.pacer.submit(chunk);
  }

  /** A chunk of a session that is ending: none of it is shown. */
  refuse(chunk: MediaChunk): void {
    this.measured({ kind: 'dropped', cause: 'session_over', frames: chunk.bundles.length });
    for (const bundle of chunk.bundles) this.parts.worker.release(bundle);
  }

  change(change: { readonly fps?: number; readonly flush?: boolean }): void {
    if (change.fps !== undefined) {
      this.pacer.setRate(change.fps);
      this.pinnedFps = change.fps;
    }
    if (!change.flush) return;
    this.pacer.flush();
    this.bus.flush();
  }

  /**
   * A peer for a client of the session.
   * @param engine name of the engine that it is created in; undefined: the application's first
   */
  createPeer(options: MediaPeerOptions, engine?: string): MediaPeer {
    const peer = this.room(engine).createPeer(options);
    this.engineByPeer.set(peer, this.parts.engines.find(engine).name);
    return peer;
  }

  /**
   * A stream of encoded frames for a client of the session, of the application's first engine. Rejects with
   * `stream_unavailable` where that has none, or `negotiation_failed`.
   */
  async openStream(options: EncodedStreamOptions): Promise<EncodedStream> {
    const { name } = this.parts.engines.find();
    const room = this.room();
    if (room.openStream === undefined) {
      throw new ReactorError(
        'stream_unavailable',
        `the media engine ${name} sends media over WebRTC alone; media.engine 'fanout' also sends it over a WebSocket`,
      );
    }
    const stream = await room.openStream(options);
    this.engineByPeer.set(stream, name);
    return stream;
  }

  /**
   * A peer that sends outputs to another server, in the application's first engine. Throws `engine_unavailable` where that
   * only answers offers.
   */
  createOutboundPeer(options: OutboundPeerOptions): OutboundPeer {
    const room = this.room();
    if (room.createOutboundPeer !== undefined) return room.createOutboundPeer(options);
    const { name } = this.parts.engines.find();
    throw new ReactorError(
      'engine_unavailable',
      `the media engine ${name} connects to no other server; set media.engine to fanout`,
    );
  }

  /** Name of the engine that a peer or a stream of this session was created in. */
  engineOf(peer: MediaPeer | EncodedStream): string | undefined {
    return this.engineByPeer.get(peer);
  }

  /** Frames a second that the model is to emit; undefined where it names no rate. */
  get wantedFps(): number | undefined {
    return this.pinnedFps;
  }

  /** Frames a second that were shown over the last seconds; undefined before that is known. */
  get shownFps(): number | undefined {
    return this.rate.perSecond(performance.now());
  }

  /** Engines that have peers of this session. */
  get engineNames(): readonly string[] {
    return [...this.rooms.keys()];
  }

  /** Encoders of an engine that encodes for several viewers; undefined for one that encodes for each. */
  encodersOf(engine: string): readonly RunningEncoder[] | undefined {
    return this.rooms.get(engine)?.encoders;
  }

  /** The newest picture of an output, which may be read until the caller returns. */
  lastPicture(track: string): I420Picture | undefined {
    return this.last.get(track);
  }

  /**
   * Sends everything that is shown from now on to the sink as well.
   * @returns the function that closes it and waits for its end
   */
  addSink(name: string, sink: OutputSink): () => Promise<void> {
    this.bus.add(name, sink);
    return () => this.bus.remove(name);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.pacer.stop();
    await this.bus.close();
    this.rooms.clear();
    this.last.clear();
  }

  private room(name?: string): MediaRoom {
    const engine = this.parts.engines.find(name);
    const open = this.rooms.get(engine.name);
    if (open !== undefined) return open;
    if (this.closed) throw new ReactorError('no_session', 'the session has ended; start a new one');
    const room = engine.open(this.parts.worker.manifest.tracks, {
      lastPicture: (track) => this.lastPicture(track),
      soundDropped: (track, ms) => this.measured({ kind: 'soundDropped', track, ms }),
      frameSent: (frame) => this.sent(frame),
    });
    this.bus.add(engine.name, room);
    this.rooms.set(engine.name, room);
    return room;
  }

  private show(bundle: MediaBundle): void {
    const frame = new LeasedBundle(bundle, (returned) => this.parts.worker.release(returned));
    const done = frame.lease();
    this.rate.note(performance.now());
    this.trail.shown(bundle.frame, sharedNowMs());
    this.bus.push(frame);
    this.last.keep(frame);
    const queuedMs = this.queuedMs.get(bundle);
    if (queuedMs !== undefined) this.measured({ kind: 'shown', waitMs: performance.now() - queuedMs });
    done();
  }

  private sent(frame: SentFrame): void {
    const traced = this.closed ? undefined : this.trail.sent(frame);
    if (traced === undefined) return;
    const { encodeMs, sendMs } = traced.times;
    this.measured({ kind: 'sent', encodeMs, sendMs });
    this.parts.frameSent(traced);
  }

  private discard(bundle: MediaBundle, cause: DiscardCause): void {
    this.measured({ kind: 'dropped', cause: cause === 'stopped' ? 'session_over' : cause, frames: 1 });
    this.parts.worker.release(bundle);
  }

  private measured(measurement: Measurement): void {
    this.parts.measured(measurement);
  }
}
