import { type PcmBlock, WIRE_SAMPLE_RATE } from './media-chunk.js';
import { type PacerClock, systemClock } from './pacer-clock.js';
import { SoundLane } from './sound-lane.js';

/** Real-time senders take sound 10 ms at a time. */
const PERIOD_MS = 10;
const FRAMES_PER_PERIOD = (WIRE_SAMPLE_RATE * PERIOD_MS) / 1000;

/** Sound that waits before any is sent, 40 ms: more than a frame of 30 a second lasts. */
const PRIME = WIRE_SAMPLE_RATE / 25;

/** Sound that is shorter than that is sent after as long. */
const PATIENCE_MS = 40;

/** How much too early a timer may fire and still count. */
const EARLY_MS = 1;

/** Periods sent at once after a stall, 50 ms; what was missed beyond is left out. */
const MAX_CATCH_UP = 5;

/**
 * Takes 10 ms of 48 kHz sound: 480 samples of each channel, interleaved. The array spans its whole buffer and is used
 * again when the call returns.
 */
export type SoundSink = (samples: Int16Array<ArrayBuffer>, channels: 1 | 2) => void;

export interface AudioFeederOptions {
  /** Milliseconds of each track's sound that may wait; the oldest gives way. */
  readonly bufferMs: number;
  /** So many milliseconds of a track were let go of, because more came than could be sent. */
  readonly onDrop: (track: string, ms: number) => void;
  /** @defaultValue the process's monotonic clock */
  readonly clock?: PacerClock;
}

interface Lane {
  readonly queue: SoundLane;
  readonly sink: SoundSink;
  target: Int16Array<ArrayBuffer>;
  lastPushMs: number;
}

/**
 * Gives each track's sender exactly 10 ms of sound every 10 ms, silence where the model has none: senders tell the time
 * by it. One feeder serves a session, however many listen.
 */
export class AudioFeeder {
  private readonly lanes = new Map<string, Lane>();
  private readonly clock: PacerClock;
  private readonly startedMs: number;
  private cancelTimer: (() => void) | undefined;
  private sent = 0;

  /** It runs at once, unless there is nothing to feed. */
  constructor(
    sinks: ReadonlyMap<string, SoundSink>,
    private readonly options: AudioFeederOptions,
  ) {
    const capacity = Math.round((WIRE_SAMPLE_RATE * options.bufferMs) / 1000);
    this.clock = options.clock ?? systemClock;
    for (const [track, sink] of sinks) {
      const queue = new SoundLane(capacity, PRIME);
      this.lanes.set(track, { queue, sink, target: new Int16Array(FRAMES_PER_PERIOD), lastPushMs: 0 });
    }
    this.startedMs = this.clock.now();
    if (this.lanes.size > 0) this.schedule();
  }

  /** Copies the block; a track that it does not feed is ignored. */
  push(track: string, block: PcmBlock): void {
    const lane = this.lanes.get(track);
    if (lane === undefined) return;
    const before = lane.queue.dropped;
    lane.queue.push(block);
    const dropped = lane.queue.dropped - before;
    if (dropped > 0) this.options.onDrop(track, (1000 * dropped) / WIRE_SAMPLE_RATE);
    lane.lastPushMs = this.clock.now();
  }

  /** Forgets what waits. */
  flush(): void {
    for (const { queue } of this.lanes.values()) queue.clear();
  }

  stop(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.lanes.clear();
  }

  private schedule(): void {
    const next = this.startedMs + (this.sent + 1) * PERIOD_MS;
    this.cancelTimer = this.clock.setTimer(() => this.tick(), next - this.clock.now());
  }

  private tick(): void {
    const due = Math.floor((this.clock.now() - this.startedMs + EARLY_MS) / PERIOD_MS) - this.sent;
    this.sent += Math.max(0, due - MAX_CATCH_UP);
    for (let i = 0; i < Math.min(due, MAX_CATCH_UP); i++) {
      this.sent++;
      for (const lane of this.lanes.values()) this.feed(lane);
    }
    this.schedule();
  }

  private feed(lane: Lane): void {
    const { queue, sink } = lane;
    const size = FRAMES_PER_PERIOD * queue.channels;
    if (lane.target.length !== size) lane.target = new Int16Array(size);
    queue.take(lane.target, this.clock.now() - lane.lastPushMs >= PATIENCE_MS);
    sink(lane.target, queue.channels);
  }
}
