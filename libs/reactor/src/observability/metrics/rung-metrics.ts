import { Counter, Gauge, type Registry } from 'prom-client';
import type { PeerStats, RunningEncoder, SessionStatistics, ViewerDropCause } from '../../session/index.js';
import { CounterDelta } from './counter-delta.js';

const DROP_CAUSES: readonly ViewerDropCause[] = ['link_behind', 'awaiting_keyframe', 'not_taken'];

/** Readings of one viewer's counters, by output and cause. */
export type DropReadings = Map<string, CounterDelta>;

/** Encoders that run, the viewers that each rung and each protocol has, and the frames that viewers were not sent. */
export class RungMetrics {
  private readonly encoders;
  private readonly viewers;
  private readonly protocols;
  private readonly dropped;

  constructor(registry: Registry) {
    const registers = [registry];
    this.encoders = new Gauge({
      name: 'reactor_encoders',
      help: 'Encoders that run, by codec and by what they divide width and height by.',
      labelNames: ['model', 'codec', 'scale'],
      registers,
    });
    this.viewers = new Gauge({
      name: 'reactor_rung_viewers',
      help: 'Viewers that are sent an output, by codec and by what its width and height are divided by.',
      labelNames: ['model', 'codec', 'scale'],
      registers,
    });
    this.protocols = new Gauge({
      name: 'reactor_viewers_by_protocol',
      help: 'Viewers whose media go over this protocol.',
      labelNames: ['model', 'protocol'],
      registers,
    });
    this.dropped = new Counter({
      name: 'reactor_viewer_frames_dropped_total',
      help: 'Frames that were sent, but not to this viewer, by cause.',
      labelNames: ['model', 'cause'],
      registers,
    });
  }

  declare(model: string): void {
    for (const cause of DROP_CAUSES) this.dropped.inc({ model, cause }, 0);
  }

  /** Frames that one viewer was not sent since the last reading. */
  recordDrops(model: string, { outputs = [] }: PeerStats, readings: DropReadings): void {
    for (const { track, framesDropped = {} } of outputs) {
      for (const cause of DROP_CAUSES) {
        const count = framesDropped[cause];
        if (count === undefined) continue;
        const key = `${track} ${cause}`;
        const reading = readings.get(key) ?? new CounterDelta();
        readings.set(key, reading);
        this.dropped.inc({ model, cause }, reading.by(count));
      }
    }
  }

  /** What runs now, over all sessions of each model; what ran before and runs no more is left out. */
  show(sessions: Iterable<readonly [model: string, statistics: SessionStatistics]>): void {
    this.encoders.reset();
    this.viewers.reset();
    this.protocols.reset();
    for (const [model, { encoders, connections }] of sessions) {
      for (const encoder of encoders) this.encoders.inc(labelsOf(model, encoder));
      for (const { path, stats } of connections) {
        if (path === 'connected' && stats.protocol !== undefined)
          this.protocols.inc({ model, protocol: stats.protocol });
      }
      for (const { track, kind, codec, flowing, rung } of connections.flatMap(({ stats }) => stats.outputs ?? [])) {
        if (!flowing || codec === undefined || rung === undefined) continue;
        this.viewers.inc(labelsOf(model, { track, kind, codec, scale: rung.scale }));
      }
    }
  }
}

function labelsOf(model: string, { codec, scale }: RunningEncoder): { model: string; codec: string; scale: string } {
  return { model, codec, scale: String(scale) };
}
