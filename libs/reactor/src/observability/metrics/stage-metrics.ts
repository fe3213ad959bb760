import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ModelManifest } from '../../contract/index.js';
import { sharedNowMs } from '../../media/index.js';
import type { DropCause, InputDrop, InputDropCause, Measurement, WorkerStats } from '../../session/index.js';
import { CounterDelta } from './counter-delta.js';

const DROP_CAUSES: readonly DropCause[] = ['no_room', 'queue_full', 'flushed', 'session_over'];

const INPUT_DROP_CAUSES: readonly InputDropCause[] = [
  'queue_full',
  'worker_busy',
  'closed',
  'not_publisher',
  'forbidden',
  'too_large',
  'too_fast',
];

/** From a tenth of a millisecond, the cost of a transfer, to the longest time a viewer would wait. */
const STAGE_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** Counters of one model's worker, continuous over restarts of the worker. */
interface WorkerCounters {
  readonly allocated: CounterDelta;
  readonly discarded: CounterDelta;
  readonly outputsDropped: CounterDelta;
  /** By track and cause. */
  readonly inputsDropped: Map<string, CounterDelta>;
  readonly messagesUnsent: CounterDelta;
}

/** Time per stage of frames and commands, and losses, for all models of a process. */
export class StageMetrics {
  private readonly turn;
  private readonly turnAge;
  private readonly convert;
  private readonly handOff;
  private readonly pacerWait;
  private readonly encode;
  private readonly send;
  private readonly applied;
  private readonly shown;
  private readonly dropped;
  private readonly sinkDropped;
  private readonly soundDropped;
  private readonly inputsDropped;
  private readonly messagesUnsent;
  private readonly restarts;
  private readonly renegotiations;
  private readonly buffers;
  private readonly allocated;
  private readonly discarded;
  private readonly heap;
  private readonly workers = new Map<string, WorkerCounters>();
  /** By model and instance. */
  private readonly ages = new Map<string, Map<number, number>>();
  private readonly readings = new Map<string, Map<number, WorkerStats>>();

  constructor(registry: Registry) {
    const registers = [registry];
    const stage = (name: string, help: string): Histogram<'model'> =>
      new Histogram({ name, help, labelNames: ['model'], buckets: STAGE_BUCKETS, registers });
    const counter = <L extends string = 'model'>(name: string, help: string, ...labels: L[]): Counter<L | 'model'> =>
      new Counter({ name, help, labelNames: ['model', ...labels], registers });
    this.turn = stage('reactor_turn_seconds', 'Time the model took for one emission.');
    this.turnAge = new Gauge({
      name: 'reactor_turn_age_seconds',
      help: 'How long the running turn or hook has taken, or the model has kept its thread busy; 0 in between. The longest of its instances.',
      labelNames: ['model'],
      registers,
    });
    this.convert = stage('reactor_convert_seconds', 'Time to check an emission and convert its pixels, in the worker.');
    this.handOff = stage(
      'reactor_handoff_seconds',
      'Time from the worker until the server’s thread received the emission.',
    );
    this.pacerWait = stage('reactor_pacer_wait_seconds', 'Time a frame waited for its tick.');
    this.encode = stage(
      'reactor_frame_encode_seconds',
      'Time from the tick of a frame until it was encoded, where the media engine reports it.',
    );
    this.send = stage(
      'reactor_frame_send_seconds',
      'Time from the encoder until a frame was handed to the network, where the media engine reports it.',
    );
    this.applied = stage(
      'reactor_command_applied_seconds',
      'Time from the arrival of a command until the model had run it.',
    );
    this.shown = counter('reactor_frames_shown_total', 'Frames sent to the viewers.');
    this.dropped = counter('reactor_frames_dropped_total', 'Frames that were dropped, by cause.', 'cause');
    this.sinkDropped = counter(
      'reactor_sink_frames_dropped_total',
      'Frames that were shown, but not by this sink, by why.',
      'sink',
      'cause',
    );
    this.soundDropped = counter(
      'reactor_audio_dropped_seconds_total',
      'Sound of the model that was dropped because it came faster than it could be sent.',
      'track',
    );
    this.inputsDropped = counter(
      'reactor_input_frames_dropped_total',
      'Pictures and blocks of sound of clients that the model never reads, by why.',
      'track',
      'cause',
    );
    this.messagesUnsent = counter(
      'reactor_messages_unsent_total',
      'Messages of the model that could not be encoded; the log has the cause.',
    );
    this.restarts = counter('reactor_worker_restarts_total', 'Restarts of a lost worker.');
    this.renegotiations = counter(
      'reactor_renegotiations_total',
      'Further offers of an existing peer connection, mostly ICE restarts.',
      'outcome',
    );
    this.allocated = counter(
      'reactor_frame_buffers_allocated_total',
      'Picture buffers allocated; constant in steady state.',
    );
    this.discarded = counter(
      'reactor_frame_buffers_discarded_total',
      'Picture buffers that were returned and discarded.',
    );
    this.buffers = new Gauge({
      name: 'reactor_frame_buffers',
      help: 'Picture buffers in the pool of the worker (free) and in use by a frame (lent).',
      labelNames: ['model', 'state'],
      registers,
    });
    this.heap = new Gauge({
      name: 'reactor_worker_heap_bytes',
      help: 'JavaScript heap in use in the worker.',
      labelNames: ['model'],
      registers,
    });
  }

  /** Declares the series of a model, so that a rate over them is zero and not absent. */
  declare({ name: model, tracks }: ModelManifest): void {
    for (const cause of DROP_CAUSES) this.dropped.inc({ model, cause }, 0);
    for (const outcome of ['ok', 'failed']) this.renegotiations.inc({ model, outcome }, 0);
    for (const { name: track, direction, kind } of tracks) {
      if (direction === 'out' && kind === 'audio') this.soundDropped.inc({ model, track }, 0);
      if (direction !== 'in') continue;
      for (const cause of INPUT_DROP_CAUSES) this.inputsDropped.inc({ model, track, cause }, 0);
    }
    this.turnAge.set({ model }, 0);
    for (const counter of [this.shown, this.messagesUnsent, this.restarts, this.allocated, this.discarded])
      counter.inc({ model }, 0);
  }

  /** @param instance of the model, from 1 */
  observe(model: string, measurement: Measurement, instance = 1): void {
    switch (measurement.kind) {
      case 'media':
        this.media(model, measurement.chunk.timing);
        break;
      case 'shown':
        this.shown.inc({ model });
        this.pacerWait.observe({ model }, measurement.waitMs / 1000);
        break;
      case 'sent':
        this.encode.observe({ model }, measurement.encodeMs / 1000);
        this.send.observe({ model }, measurement.sendMs / 1000);
        break;
      case 'dropped':
        this.dropped.inc({ model, cause: measurement.cause }, measurement.frames);
        break;
      case 'sinkDropped': {
        const { sink, cause, frames } = measurement;
        this.sinkDropped.inc({ model, sink, cause }, frames);
        break;
      }
      case 'soundDropped':
        this.soundDropped.inc({ model, track: measurement.track }, measurement.ms / 1000);
        break;
      case 'inputDropped': {
        const { track, cause, frames } = measurement;
        this.inputsDropped.inc({ model, track, cause }, frames);
        break;
      }
      case 'applied':
        this.applied.observe({ model }, measurement.ms / 1000);
        break;
      case 'negotiation':
        if (measurement.again) this.renegotiations.inc({ model, outcome: measurement.ok ? 'ok' : 'failed' });
        break;
      case 'restart':
        this.restarts.inc({ model });
        break;
      case 'workAge':
        this.turnAge.set({ model }, Math.max(...noted(this.ages, model, instance, measurement.ms)) / 1000);
        break;
      case 'worker':
        this.worker(model, measurement.stats, instance);
        break;
      case 'load':
      case 'connect':
      case 'command':
      case 'messagesDropped':
      case 'unknownMessage':
      case 'signalingDropped':
      case 'refused':
      case 'restream':
      case 'restreamSent':
        // In the contract's metrics, or those of viewers.
        break;
    }
  }

  private media(model: string, timing: { turnMs?: number; convertMs: number; sentMs: number } | undefined): void {
    if (timing === undefined) return;
    if (timing.turnMs !== undefined) this.turn.observe({ model }, timing.turnMs / 1000);
    this.convert.observe({ model }, timing.convertMs / 1000);
    this.handOff.observe({ model }, Math.max(0, sharedNowMs() - timing.sentMs) / 1000);
  }

  private worker(model: string, stats: WorkerStats, instance: number): void {
    const key = `${model} ${instance}`;
    const counters = this.workers.get(key) ?? {
      allocated: new CounterDelta(),
      discarded: new CounterDelta(),
      outputsDropped: new CounterDelta(),
      inputsDropped: new Map<string, CounterDelta>(),
      messagesUnsent: new CounterDelta(),
    };
    this.workers.set(key, counters);
    this.allocated.inc({ model }, counters.allocated.by(stats.buffersAllocated));
    this.discarded.inc({ model }, counters.discarded.by(stats.buffersDiscarded));
    this.dropped.inc({ model, cause: 'no_room' }, counters.outputsDropped.by(stats.outputsDropped));
    for (const drop of stats.inputsDropped) this.inputDropped(model, drop, counters.inputsDropped);
    this.messagesUnsent.inc({ model }, counters.messagesUnsent.by(stats.messagesUnsent));
    const all = noted(this.readings, model, instance, stats);
    this.buffers.set(
      { model, state: 'free' },
      sumOf(all, ({ buffersFree }) => buffersFree),
    );
    this.buffers.set(
      { model, state: 'lent' },
      sumOf(all, ({ buffersLent }) => buffersLent),
    );
    this.heap.set(
      { model },
      sumOf(all, ({ heapUsedBytes }) => heapUsedBytes),
    );
  }

  private inputDropped(model: string, { track, cause, frames }: InputDrop, readings: Map<string, CounterDelta>): void {
    const key = `${track} ${cause}`;
    const reading = readings.get(key) ?? new CounterDelta();
    readings.set(key, reading);
    this.inputsDropped.inc({ model, track, cause }, reading.by(frames));
  }
}

/** Stores the newest reading of one instance. @returns the newest of each */
function noted<T>(readings: Map<string, Map<number, T>>, model: string, instance: number, value: T): readonly T[] {
  const ofModel = readings.get(model) ?? new Map<number, T>();
  readings.set(model, ofModel);
  ofModel.set(instance, value);
  return [...ofModel.values()];
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}
