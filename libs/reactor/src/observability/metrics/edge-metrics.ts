import { Counter, Gauge, type Registry } from 'prom-client';
import { CounterDelta } from './counter-delta.js';

/** Codes with their own series; an author's own codes are unbounded and would create a series each. */
const MAX_CODES = 100;

const OTHER = 'other';

/** Counters of event subscribers. */
export interface EventReaders {
  /** Open streams. */
  readonly open: number;
  /** Events dropped for slow readers, since the start. */
  readonly dropped: number;
}

/** Counts refusals by place and code, and event subscribers. */
export class EdgeMetrics {
  private readonly refusals;
  private readonly codes = new Set<string>();

  constructor(registry: Registry, events: EventReaders) {
    const registers = [registry];
    this.refusals = new Counter({
      name: 'reactor_refusals_total',
      help: 'Requests that were refused, in a session or before one.',
      labelNames: ['edge', 'code'],
      registers,
    });
    registry.registerMetric(
      new Gauge({
        name: 'reactor_event_streams',
        help: 'Readers of /events.',
        registers: [],
        collect(): void {
          this.set(events.open);
        },
      }),
    );
    const dropped = new CounterDelta();
    registry.registerMetric(
      new Counter({
        name: 'reactor_events_dropped_total',
        help: 'Events that were dropped for readers of /events because they were too far behind.',
        registers: [],
        collect(): void {
          this.inc(dropped.by(events.dropped));
        },
      }),
    );
  }

  refused(edge: 'session' | 'http' | 'socket', code: string): void {
    if (this.codes.size < MAX_CODES) this.codes.add(code);
    this.refusals.inc({ edge, code: this.codes.has(code) ? code : OTHER });
  }
}
