import { Injectable } from '@nestjs/common';
import { Counter, Gauge, type Registry } from 'prom-client';
import { SessionService } from '../../local-api/index.js';
import { type QueueSummary, WaitingRoom } from '../../waiting/index.js';
import { CounterDelta } from './counter-delta.js';
import { MetricsService } from './metrics.service.js';

/** Visitors who wait for the models of a server, read when Prometheus asks. Without a waiting room they have no series. */
@Injectable()
export class WaitingMetrics {
  constructor(
    metrics: MetricsService,
    private readonly sessions: SessionService,
    private readonly room: WaitingRoom,
  ) {
    metrics.extend((registry) => this.register(registry));
  }

  private register(registry: Registry): void {
    const queues = (): Promise<readonly (readonly [string, QueueSummary])[]> => this.queues();
    const deltas = new Map<string, CounterDelta>();
    const gauge = { labelNames: ['model'], registers: [] };
    registry.registerMetric(
      new Gauge({
        ...gauge,
        name: 'reactor_waiting_visitors',
        help: 'Visitors with a place in the waiting room: those who wait, and those who are called.',
        labelNames: ['model', 'stage'],
        async collect(): Promise<void> {
          for (const [model, { waiting, called }] of await queues()) {
            this.set({ model, stage: 'waiting' }, waiting);
            this.set({ model, stage: 'called' }, called);
          }
        },
      }),
    );
    registry.registerMetric(
      new Gauge({
        ...gauge,
        name: 'reactor_waiting_expected_seconds',
        help: 'How long a visitor who comes now is expected to wait.',
        async collect(): Promise<void> {
          for (const [model, { expectedWaitMs }] of await queues()) {
            if (expectedWaitMs === undefined) this.remove({ model });
            else this.set({ model }, expectedWaitMs / 1_000);
          }
        },
      }),
    );
    registry.registerMetric(
      new Counter({
        ...gauge,
        name: 'reactor_waiting_tickets_ended_total',
        help: 'Tickets of visitors that have ended, by reason.',
        labelNames: ['model', 'reason'],
        async collect(): Promise<void> {
          for (const [model, { ended }] of await queues()) {
            for (const [reason, count] of Object.entries(ended)) {
              const key = `${reason} ${model}`;
              const delta = deltas.get(key) ?? new CounterDelta();
              deltas.set(key, delta);
              this.inc({ model, reason }, delta.by(count));
            }
          }
        },
      }),
    );
  }

  private async queues(): Promise<readonly (readonly [string, QueueSummary])[]> {
    if (!this.room.isOpen) return [];
    const names = this.sessions.models.map(({ name }) => name);
    return await Promise.all(names.map(async (name) => [name, await this.room.summary(name)] as const));
  }
}
