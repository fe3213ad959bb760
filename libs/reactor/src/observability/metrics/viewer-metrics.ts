import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Measurement, PeerStats, Session, SessionStatistics, SignalingDrop } from '../../session/index.js';
import type { LocalModel } from '../../local-api/index.js';
import { CounterDelta } from './counter-delta.js';
import { type DropReadings, RungMetrics } from './rung-metrics.js';

const SAMPLE_PERIOD_MS = 2_000;

const SIGNALING_DROPS: readonly SignalingDrop[] = [
  'answer',
  'early_candidate',
  'unusable_candidate',
  'denied_candidate',
  'tcp_candidate',
  'excess_candidate',
  'excess_message',
  'metadata',
];

/** Counters of one viewer. */
interface ViewerCounters {
  readonly bytes: CounterDelta;
  readonly keyframes: CounterDelta;
  readonly packetsDropped: CounterDelta;
  readonly drops: DropReadings;
  /** Packets that were lost at the last sample; late ones lower the number. */
  lost: number;
}

/**
 * Connection quality, summed over all of a model's viewers: a label for each would be a series for each. Sampled every
 * two seconds, so a shorter visit may be missed.
 */
export class ViewerMetrics {
  private readonly viewers;
  private readonly bytes;
  private readonly lost;
  private readonly keyframes;
  private readonly packetsDropped;
  private readonly messages;
  private readonly signaling;
  private readonly unknown;
  private readonly roundTrip;
  private readonly encode;
  private readonly rungs;
  private readonly counters = new WeakMap<object, Map<number, ViewerCounters>>();
  private readonly models: LocalModel[] = [];
  private readonly timer: NodeJS.Timeout;
  private sampling = false;

  constructor(registry: Registry) {
    const registers = [registry];
    const labelNames = ['model'];
    this.viewers = new Gauge({
      name: 'reactor_viewers',
      help: 'Clients that are connected.',
      labelNames,
      registers,
      collect: () => {
        for (const model of this.models) this.viewers.set({ model: model.manifest.name }, model.viewers);
      },
    });
    this.bytes = new Counter({
      name: 'reactor_sent_bytes_total',
      help: 'Bytes of media sent to viewers.',
      labelNames,
      registers,
    });
    this.lost = new Counter({
      name: 'reactor_packets_lost_total',
      help: 'Media packets that viewers report as lost.',
      labelNames,
      registers,
    });
    this.packetsDropped = new Counter({
      name: 'reactor_viewer_packets_dropped_total',
      help: 'Packets that the TCP connections of viewers did not take.',
      labelNames,
      registers,
    });
    this.keyframes = new Counter({
      name: 'reactor_keyframe_requests_total',
      help: 'Keyframes that viewers requested.',
      labelNames,
      registers,
    });
    this.messages = new Counter({
      name: 'reactor_messages_dropped_total',
      help: 'Messages that were dropped for a viewer because it does not read or its channel closed.',
      labelNames,
      registers,
    });
    this.signaling = new Counter({
      name: 'reactor_signaling_dropped_total',
      help: 'Answers that nobody polled for, and candidates and messages that were over a bound or of no use.',
      labelNames: [...labelNames, 'what'],
      registers,
    });
    this.unknown = new Counter({
      name: 'reactor_unknown_messages_total',
      help: 'Messages of newer clients that this server does not know and ignores.',
      labelNames,
      registers,
    });
    this.roundTrip = new Histogram({
      name: 'reactor_round_trip_seconds',
      help: 'Round-trip time to viewers, one sample every two seconds for each viewer.',
      labelNames,
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6],
      registers,
    });
    this.encode = new Histogram({
      name: 'reactor_encode_seconds',
      help: 'Mean time to encode one picture, one sample every two seconds for each viewer.',
      labelNames,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.02, 0.033, 0.067, 0.1, 0.25],
      registers,
    });
    this.rungs = new RungMetrics(registry);
    this.timer = setInterval(() => void this.sample(), SAMPLE_PERIOD_MS);
    this.timer.unref();
  }

  watch(model: LocalModel): void {
    this.models.push(model);
    for (const counter of [this.bytes, this.lost, this.packetsDropped, this.keyframes, this.messages, this.unknown])
      counter.inc({ model: model.manifest.name }, 0);
    this.rungs.declare(model.manifest.name);
    for (const what of SIGNALING_DROPS) this.signaling.inc({ model: model.manifest.name, what }, 0);
  }

  observe(model: string, measurement: Measurement): void {
    if (measurement.kind === 'messagesDropped') this.messages.inc({ model }, measurement.count);
    if (measurement.kind === 'unknownMessage') this.unknown.inc({ model });
    if (measurement.kind !== 'signalingDropped') return;
    this.signaling.inc({ model, what: measurement.what }, measurement.count);
  }

  /** One sample of every viewer; skipped while the previous one is in progress. */
  async sample(): Promise<void> {
    if (this.sampling) return;
    this.sampling = true;
    try {
      const sampled = await Promise.all(this.models.map((model) => this.sampleModel(model)));
      this.rungs.show(sampled.flat());
    } finally {
      this.sampling = false;
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async sampleModel({
    name,
    sessions,
  }: LocalModel): Promise<readonly (readonly [string, SessionStatistics])[]> {
    return await Promise.all(sessions.map(async (session) => [name, await this.sampleSession(name, session)] as const));
  }

  private async sampleSession(model: string, session: Session): Promise<SessionStatistics> {
    const counters = this.counters.get(session) ?? new Map<number, ViewerCounters>();
    this.counters.set(session, counters);
    const statistics = await session.statistics();
    const present = new Set<number>();
    for (const { connectionId, stats } of statistics.connections) {
      const own = counters.get(connectionId) ?? newCounters();
      counters.set(connectionId, own);
      present.add(connectionId);
      this.record(model, stats, own);
    }
    for (const id of counters.keys()) if (!present.has(id)) counters.delete(id);
    return statistics;
  }

  private record(model: string, stats: PeerStats, counters: ViewerCounters): void {
    const { bytesSent, packetsLost, packetsDropped, keyframeRequests } = stats;
    if (bytesSent !== undefined) this.bytes.inc({ model }, counters.bytes.by(bytesSent));
    if (packetsDropped !== undefined) this.packetsDropped.inc({ model }, counters.packetsDropped.by(packetsDropped));
    if (keyframeRequests !== undefined) this.keyframes.inc({ model }, counters.keyframes.by(keyframeRequests));
    if (packetsLost !== undefined) {
      this.lost.inc({ model }, Math.max(0, packetsLost - counters.lost));
      counters.lost = packetsLost;
    }
    this.rungs.recordDrops(model, stats, counters.drops);
    if (stats.roundTripTimeMs !== undefined) this.roundTrip.observe({ model }, stats.roundTripTimeMs / 1000);
    if (stats.encodeMs !== undefined) this.encode.observe({ model }, stats.encodeMs / 1000);
  }
}

function newCounters(): ViewerCounters {
  return {
    bytes: new CounterDelta(),
    keyframes: new CounterDelta(),
    packetsDropped: new CounterDelta(),
    drops: new Map(),
    lost: 0,
  };
}
