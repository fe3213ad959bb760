import { Counter, Gauge, type Registry } from 'prom-client';

/** Codes told apart; an author's own codes may be without number, and a series for each would be as many. */
const MAX_CODES = 100;

const OTHER = 'other';

/** What was refused, where, and who reads the events. */
export class EdgeMetrics {
  private readonly refusals;
  private readonly codes = new Set<string>();

  /** @param streams event streams that are open */
  constructor(registry: Registry, streams: () => number) {
    const registers = [registry];
    this.refusals = new Counter({
      name: 'reactor_refusals_total',
      help: 'Requests that were refused: in a session, or before at an edge.',
      labelNames: ['edge', 'code'],
      registers,
    });
    registry.registerMetric(
      new Gauge({
        name: 'reactor_event_streams',
        help: 'Readers of /events.',
        registers: [],
        collect(): void {
          this.set(streams());
        },
      }),
    );
  }

  refused(edge: 'session' | 'http' | 'socket', code: string): void {
    if (this.codes.size < MAX_CODES) this.codes.add(code);
    this.refusals.inc({ edge, code: this.codes.has(code) ? code : OTHER });
  }
}
