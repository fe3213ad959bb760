import type { OutputSink } from '../ports/index.js';
import type { LeasedBundle } from './leased-bundle.js';

/** Bundles that one sink may hold at once: more than a thread or a file needs to keep up, less than a model's buffer. */
export const MAX_HELD = 4;

/** Failures in a row after which a sink is removed. */
export const MAX_FAILURES = 10;

/** Why a sink did not get a bundle, or made nothing of it. */
export type SinkDropCause =
  /** It holds as many as it may. */
  | 'busy'
  /** It threw, or its promise rejected. */
  | 'failed';

export interface SinkLaneEvents {
  dropped(cause: SinkDropCause): void;
  /** It threw; called for each error. */
  failed(error: unknown): void;
  /** It failed too often in a row; called once. */
  broken(): void;
}

/** One sink, and the bundles that it holds. */
export class SinkLane {
  private readonly held = new Set<() => void>();
  private failures = 0;
  private ended = false;

  constructor(
    private readonly sink: OutputSink,
    private readonly events: SinkLaneEvents,
  ) {}

  push(frame: LeasedBundle): void {
    if (this.held.size >= MAX_HELD) {
      this.events.dropped('busy');
      return;
    }
    const release = frame.lease();
    this.held.add(release);
    try {
      const pending = this.sink.push(frame.bundle);
      if (pending === undefined) this.done(release);
      else
        pending.then(
          () => this.done(release),
          (error: unknown) => this.lost(release, error),
        );
    } catch (error) {
      this.lost(release, error);
    }
  }

  flush(): void {
    try {
      this.sink.flush();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Closes the sink; it gets nothing more. Settles as its `close` does. */
  async end(): Promise<void> {
    this.ended = true;
    await this.sink.close();
  }

  /** Returns what the sink still holds, whether or not it is done. */
  abandon(): void {
    for (const release of this.held) release();
    this.held.clear();
  }

  private done(release: () => void): void {
    this.failures = 0;
    this.held.delete(release);
    release();
  }

  private lost(release: () => void, error: unknown): void {
    this.held.delete(release);
    release();
    if (this.ended) return;
    this.events.dropped('failed');
    this.fail(error);
  }

  private fail(error: unknown): void {
    if (this.ended) return;
    this.failures++;
    this.events.failed(error);
    if (this.failures === MAX_FAILURES) this.events.broken();
  }
}
