import { type DiscardCause, OutputPacer, type MediaBundle, type MediaChunk } from '../../media/index.js';
import type { Measurement } from '../lifecycle/measurement.js';
import type { MediaOutlet, ModelHost } from '../ports/index.js';

/**
 * Plays the model's output: one clock for all viewers of a session. A bundle leaves the queue at its tick, its buffers
 * return to the worker, and the model is granted the free room.
 */
export class Playout {
  private readonly pacer: OutputPacer;
  private readonly queuedMs = new WeakMap<MediaBundle, number>();

  constructor(
    private readonly host: ModelHost,
    private readonly outlet: MediaOutlet,
    private readonly measured: (measurement: Measurement) => void,
  ) {
    this.pacer = new OutputPacer({
      depth: host.bufferSize,
      onBundle: (bundle) => {
        this.outlet.push(bundle);
        this.shown(bundle);
        this.host.release(bundle);
      },
      onDiscard: (bundle, cause) => this.discard(bundle, cause),
      onRoom: (bundles) => this.host.grant(bundles),
    });
  }

  submit(chunk: MediaChunk): void {
    const now = performance.now();
    for (const bundle of chunk.bundles) this.queuedMs.set(bundle, now);
    this.pacer.submit(chunk);
  }

  change(change: { readonly fps?: number; readonly flush?: boolean }): void {
    if (change.fps !== undefined) this.pacer.setRate(change.fps);
    if (!change.flush) return;
    this.pacer.flush();
    this.outlet.flush();
  }

  close(): void {
    this.pacer.stop();
    this.outlet.close();
  }

  private shown(bundle: MediaBundle): void {
    const queuedMs = this.queuedMs.get(bundle);
    if (queuedMs !== undefined) this.measured({ kind: 'shown', waitMs: performance.now() - queuedMs });
  }

  private discard(bundle: MediaBundle, cause: DiscardCause): void {
    this.measured({ kind: 'dropped', cause: cause === 'stopped' ? 'session_over' : cause, frames: 1 });
    this.host.release(bundle);
  }
}
