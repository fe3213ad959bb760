import { Injectable } from '@nestjs/common';
import { Counter, Gauge, type Registry } from 'prom-client';
import { CounterDelta, MetricsService } from '../../observability/index.js';
import { type AccountUsage, UsageLedger } from './usage-ledger.js';

/** What API keys use, for Prometheus. Each key that has started a session is a series: there are as many as operators make. */
@Injectable()
export class KeyMetrics {
  constructor(
    metrics: MetricsService,
    private readonly ledger: UsageLedger,
  ) {
    metrics.extend((registry) => this.register(registry));
  }

  private register(registry: Registry): void {
    const { ledger } = this;
    registry.registerMetric(
      new Gauge({
        name: 'reactor_key_sessions',
        help: 'Sessions of an API key that run.',
        labelNames: ['key'],
        registers: [],
        collect(): void {
          for (const { account, running } of ledger.all) this.set({ key: account }, running);
        },
      }),
    );
    this.count(registry, 'reactor_key_sessions_total', 'Sessions that an API key has started.', (of) => of.sessions);
    this.count(
      registry,
      'reactor_key_session_seconds_total',
      'Seconds of the sessions of an API key.',
      (of) => of.sessionSeconds,
    );
    this.count(
      registry,
      'reactor_key_sent_bytes_total',
      'Media that the sessions of an API key have sent.',
      (of) => of.bytesSent,
    );
  }

  private count(registry: Registry, name: string, help: string, read: (usage: AccountUsage) => number): void {
    const { ledger } = this;
    const deltas = new Map<string, CounterDelta>();
    registry.registerMetric(
      new Counter({
        name,
        help,
        labelNames: ['key'],
        registers: [],
        collect(): void {
          for (const usage of ledger.all) {
            const delta = deltas.get(usage.account) ?? new CounterDelta();
            deltas.set(usage.account, delta);
            this.inc({ key: usage.account }, delta.by(read(usage)));
          }
        },
      }),
    );
  }
}
