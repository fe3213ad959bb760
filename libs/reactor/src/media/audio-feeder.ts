import { type PcmBlock, WIRE_SAMPLE_RATE } from './media-chunk.js';
import { type PacerClock, systemClock } from './pacer-clock.js';
import { SoundLane } from './sound-lane.js';

/** Real-time senders consume sound in 10 ms blocks. */
const PERIOD_MS = 10;
const FRAMES_PER_PERIOD = (WIRE_SAMPLE_RATE * PERIOD_MS) / 1000;

/** Sound buffered before any is sent, 40 ms: longer than a frame at 30 a second. */
const PRIME = WIRE_SAMPLE_RATE / 25;

/** Less sound than that is sent after the same time. */
const PATIENCE_MS = 40;

/** How much too early a timer may fire and still count. */
const EARLY_MS = 1;

/** Periods sent at once after a stall, 50 ms; anything missed beyond is skipped. */
const MAX_CATCH_UP = 5;

/**
 * Takes 10 ms of 48 kHz sound: 480 samples of each channel, interleaved. The array spans its whole buffer and is reused
 * when the call returns.
 */
export type SoundSink = (samples: Int16Array<ArrayBuffer>, channels: 1 | 2) => void;

export interface AudioFeederOptions {
  /** Milliseconds of each track's sound that may be buffered; then the oldest is dropped. */
  readonly bufferMs: number;
  /** Milliseconds of a track that were dropped, because more arrived than could be sent. */
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
 * Gives each track's sender exactly 10 ms of sound every 10 ms, silence where the model has none: senders derive their
 * timestamps from it. One feeder serves a session, whatever the number of viewers.
 */
export class AudioFeeder {
  private readonly lanes = new Map<string, Lane>();
  private readonly clock: PacerClock;
  private readonly startedMs: number;
  private cancelTimer: (() => void) | undefined;
  private sent = 0;

  /** Starts at once, unless there is no track to feed. */
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

  /** Copies the block; an unknown track is ignored. */
  push(track: string, block: PcmBlock): void {
    const lane = this.lanes.get(track);
    if (lane === undefined) return;
    const before = lane.queue.dropped;
    lane.queue.push(block);
    const dropped = lane.queue.dropped - before;
    if (dropped > 0) this.options.onDrop(track, (1000 * dropped) / WIRE_SAMPLE_RATE);
    lane.lastPushMs = this.clock.now();
  }

  /** Drops the buffered sound. */
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
