import type { MediaBundle, MediaChunk } from './media-chunk.js';
import { type PacerClock, systemClock } from './pacer-clock.js';

/** Why a bundle is not shown: no room in the queue, `flush` was called, or the pacer has stopped. */
export type DiscardCause = 'queue_full' | 'flushed' | 'stopped';

export interface OutputPacerOptions {
  /** Bundles that may be queued before those of a `drop` chunk are discarded; a single larger chunk always fits. */
  readonly depth: number;
  /** A bundle that is due. */
  readonly onBundle: (bundle: MediaBundle) => void;
  /** A bundle that will never be shown. */
  readonly onDiscard: (bundle: MediaBundle, cause: DiscardCause) => void;
  /** This many bundles left the queue, shown or discarded: the model may produce as many more. */
  readonly onRoom: (bundles: number) => void;
  /** @defaultValue the process's monotonic clock */
  readonly clock?: PacerClock;
}

interface Waiting {
  readonly bundle: MediaBundle;
  readonly intervalMs: number;
  readonly perFrame: number;
}

/**
 * Plays bundles at the rate of the chunk they came in.
 *
 * One pacer serves a whole session: every viewer shares its clock, so that a slow one cannot slow the model down. When
 * the queue is empty it emits nothing, and the next bundle is emitted at once. A tick that is more than one interval
 * late restarts the schedule instead of catching up in a burst.
 */
export class OutputPacer {
  private readonly clock: PacerClock;
  private queue: Waiting[] = [];
  private nextTick = 0;
  private cancelTimer: (() => void) | undefined;
  private stopped = false;
  private droppedCount = 0;

  constructor(private readonly options: OutputPacerOptions) {
    this.clock = options.clock ?? systemClock;
  }

  /** Queued bundles. */
  get waiting(): number {
    return this.queue.length;
  }

  /** Bundles discarded since the start because the queue was full. */
  get dropped(): number {
    return this.droppedCount;
  }

  /** Queues a chunk; after `stop` it is discarded. */
  submit(chunk: MediaChunk): void {
    const capacity = Math.max(this.options.depth, chunk.bundles.length);
    const intervalMs = 1000 / chunk.fps;
    const perFrame = chunk.bundlesPerFrame ?? 1;
    for (const bundle of chunk.bundles) {
      if (this.stopped) this.discard(bundle, 'stopped');
      else if (chunk.drop && this.queue.length >= capacity) {
        this.droppedCount++;
        this.discard(bundle, 'queue_full');
      } else this.queue.push({ bundle, intervalMs, perFrame });
    }
    this.schedule();
  }

  /** Plays the queue at another rate, in frames a second, from now on; the next chunk has its own again. */
  setRate(fps: number): void {
    this.queue = this.queue.map((waiting) => ({ ...waiting, intervalMs: 1000 / (fps * waiting.perFrame) }));
  }

  /** Clears the queue. */
  flush(): void {
    const forgotten = this.queue;
    this.queue = [];
    for (const { bundle } of forgotten) this.discard(bundle, this.stopped ? 'stopped' : 'flushed');
  }

  /** Stops permanently; nothing is emitted afterwards. */
  stop(): void {
    this.stopped = true;
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.flush();
  }

  private discard(bundle: MediaBundle, cause: DiscardCause): void {
    this.options.onDiscard(bundle, cause);
    this.options.onRoom(1);
  }

  private schedule(): void {
    if (this.stopped || this.cancelTimer !== undefined || this.queue.length === 0) return;
    this.cancelTimer = this.clock.setTimer(() => {
      this.cancelTimer = undefined;
      this.tick();
    }, this.nextTick - this.clock.now());
  }

  private tick(): void {
    const next = this.queue.shift();
    if (next === undefined) return;
    const now = this.clock.now();
    const late = now - this.nextTick;
    this.nextTick = (late > next.intervalMs ? now : this.nextTick) + next.intervalMs;
    this.options.onBundle(next.bundle);
    this.options.onRoom(1);
    this.schedule();
  }
}
