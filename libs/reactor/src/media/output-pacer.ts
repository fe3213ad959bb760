import type { MediaBundle, MediaChunk } from './media-chunk.js';
import { type PacerClock, systemClock } from './pacer-clock.js';

/** Why a bundle is not shown: no room in the queue, `flush` was called, or the pacer has stopped. */
export type DiscardCause = 'queue_full' | 'flushed' | 'stopped';

export interface OutputPacerOptions {
  /** Bundles that may wait before those of a `drop` chunk are discarded; a single larger chunk always fits. */
  readonly depth: number;
  /** A bundle whose tick has come. */
  readonly onBundle: (bundle: MediaBundle) => void;
  /** A bundle that will never be shown. */
  readonly onDiscard: (bundle: MediaBundle, cause: DiscardCause) => void;
  /** So many bundles have left the queue, shown or discarded: their maker may make as many more. */
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
 * One pacer serves a whole session: every viewer shares its clock, so that a slow one cannot hold back the model. When
 * nothing waits it emits nothing, and the next bundle to come goes out at once. A tick that is more than one interval
 * late starts the schedule anew instead of catching up in a burst.
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

  /** Bundles waiting. */
  get waiting(): number {
    return this.queue.length;
  }

  /** Bundles discarded for want of room since the start. */
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

  /** Plays what waits at another rate, in frames a second, from now on; the next chunk brings its own again. */
  setRate(fps: number): void {
    this.queue = this.queue.map((waiting) => ({ ...waiting, intervalMs: 1000 / (fps * waiting.perFrame) }));
  }

  /** Forgets what waits. */
  flush(): void {
    const forgotten = this.queue;
    this.queue = [];
    for (const { bundle } of forgotten) this.discard(bundle, this.stopped ? 'stopped' : 'flushed');
  }

  /** Ends for good; nothing is emitted afterwards. */
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
