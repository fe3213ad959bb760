import { type DiscardCause, OutputPacer, type MediaBundle, type MediaChunk } from '../../media/index.js';
import type { SessionWorker } from '../model/session-worker.js';
import type { Measurement } from '../lifecycle/measurement.js';
import type { MediaEngine, MediaPeer, MediaPeerOptions, MediaRoom } from '../ports/index.js';
import { LastPictures } from './last-pictures.js';
import { LeasedBundle } from './leased-bundle.js';

/**
 * What the model emits in one session, and the viewers who are sent it: one clock for all of them. A bundle leaves the
 * queue at its tick, its buffers return to the worker, and the model is granted the free room.
 */
export class SessionOutput {
  private readonly pacer: OutputPacer;
  private readonly room: MediaRoom;
  private readonly last = new LastPictures();
  private readonly queuedMs = new WeakMap<MediaBundle, number>();

  constructor(
    private readonly worker: Pick<SessionWorker, 'contract' | 'bufferSize' | 'grant' | 'release'>,
    engine: MediaEngine,
    private readonly measured: (measurement: Measurement) => void,
  ) {
    this.room = engine.open(worker.contract.tracks, {
      lastPicture: (track) => this.last.get(track),
      soundDropped: (track, ms) => measured({ kind: 'soundDropped', track, ms }),
    });
    this.pacer = new OutputPacer({
      depth: worker.bufferSize,
      onBundle: (bundle) => this.show(bundle),
      onDiscard: (bundle, cause) => this.discard(bundle, cause),
      onRoom: (bundles) => this.worker.grant(bundles),
    });
  }

  submit(chunk: MediaChunk): void {
    const now = performance.now();
    for (const bundle of chunk.bundles) this.queuedMs.set(bundle, now);
    this.pacer.submit(chunk);
  }

  /** A chunk of a session that is ending: none of it is shown. */
  refuse(chunk: MediaChunk): void {
    this.measured({ kind: 'dropped', cause: 'session_over', frames: chunk.bundles.length });
    for (const bundle of chunk.bundles) this.worker.release(bundle);
  }

  change(change: { readonly fps?: number; readonly flush?: boolean }): void {
    if (change.fps !== undefined) this.pacer.setRate(change.fps);
    if (!change.flush) return;
    this.pacer.flush();
    this.room.flush();
  }

  createPeer(options: MediaPeerOptions): MediaPeer {
    return this.room.createPeer(options);
  }

  async close(): Promise<void> {
    this.pacer.stop();
    this.last.clear();
    await this.room.close();
  }

  private show(bundle: MediaBundle): void {
    const frame = new LeasedBundle(bundle, (free) => this.worker.release(free));
    const done = frame.lease();
    const pushed = this.room.push(bundle);
    this.last.keep(frame);
    this.shown(bundle);
    if (pushed === undefined) done();
    else void pushed.catch(() => undefined).finally(done);
  }

  private shown(bundle: MediaBundle): void {
    const queuedMs = this.queuedMs.get(bundle);
    if (queuedMs !== undefined) this.measured({ kind: 'shown', waitMs: performance.now() - queuedMs });
  }

  private discard(bundle: MediaBundle, cause: DiscardCause): void {
    this.measured({ kind: 'dropped', cause: cause === 'stopped' ? 'session_over' : cause, frames: 1 });
    this.worker.release(bundle);
  }
}
