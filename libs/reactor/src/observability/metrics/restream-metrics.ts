import { Counter, Gauge, type Registry } from 'prom-client';
import type { Measurement, RestreamState } from '../../session/index.js';

const STATES: readonly RestreamState[] = ['connecting', 'live', 'waiting', 'failed'];

const OUTCOMES = ['connected', 'failed', 'refused', 'lost'] as const;

type Outcome = (typeof OUTCOMES)[number];

/** Sessions that are sent on to another server, of all models of a process. */
export class RestreamMetrics {
  private readonly restreams;
  private readonly attempts;
  private readonly bytes;

  constructor(registry: Registry) {
    const registers = [registry];
    this.restreams = new Gauge({
      name: 'reactor_restreams',
      help: 'Sessions that are sent on to another server, by state.',
      labelNames: ['model', 'state'],
      registers,
    });
    this.attempts = new Counter({
      name: 'reactor_restream_attempts_total',
      help: 'What became of attempts to send a session on, and connections that were lost.',
      labelNames: ['model', 'outcome'],
      registers,
    });
    this.bytes = new Counter({
      name: 'reactor_restream_sent_bytes_total',
      help: 'Bytes sent to the servers that sessions are restreamed to.',
      labelNames: ['model'],
      registers,
    });
  }

  /** Its series are there from the start, at zero. */
  declare(model: string): void {
    for (const state of STATES) this.restreams.set({ model, state }, 0);
    for (const outcome of OUTCOMES) this.attempts.inc({ model, outcome }, 0);
    this.bytes.inc({ model }, 0);
  }

  observe(model: string, measurement: Measurement): void {
    if (measurement.kind === 'restreamSent') this.bytes.inc({ model }, measurement.bytes);
    if (measurement.kind !== 'restream') return;
    const { from, to } = measurement;
    if (from !== 'off') this.restreams.dec({ model, state: from });
    if (to !== 'off') this.restreams.inc({ model, state: to });
    const outcome = outcomeOf(from, to);
    if (outcome !== undefined) this.attempts.inc({ model, outcome });
  }
}

/** Of the move from one state to another; undefined for a move that ends no attempt and no connection. */
function outcomeOf(from: RestreamState, to: RestreamState): Outcome | undefined {
  if (to === 'live') return 'connected';
  if (to === 'failed') return 'refused';
  if (to === 'waiting') return from === 'live' ? 'lost' : 'failed';
  return undefined;
}
