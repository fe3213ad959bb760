import type { Provider, Type } from '@nestjs/common';
import { JournalDetail } from '../local-api/index.js';
import { CapacityController } from './capacity/capacity.controller.js';
import { EventFeed } from './events/event-feed.js';
import { EventsController } from './events/events.controller.js';
import { ReactorHealthIndicator } from './health/reactor-health.indicator.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { MetricsService } from './metrics/metrics.service.js';
import { WaitingMetrics } from './metrics/waiting-metrics.js';
import { SnapshotController } from './snapshot/snapshot.controller.js';
import { Snapshots } from './snapshot/snapshots.js';
import { StatisticsController } from './statistics/statistics.controller.js';
import { OBSERVABILITY_OPTIONS, type ObservabilityOptions } from './observability.options.js';

export { EventFeed } from './events/event-feed.js';
export { ReactorHealthIndicator } from './health/reactor-health.indicator.js';
export { CounterDelta } from './metrics/counter-delta.js';
export { MetricsService } from './metrics/metrics.service.js';
export {
  DEFAULT_OBSERVABILITY_OPTIONS,
  mergeObservabilityOptions,
  OBSERVABILITY_OPTIONS,
  type ObservabilityOptions,
} from './observability.options.js';

/** What operators read over HTTP. */
export const observabilityControllers: readonly Type<unknown>[] = [
  CapacityController,
  EventsController,
  MetricsController,
  SnapshotController,
  StatisticsController,
];

export const observabilityProviders: readonly Provider[] = [
  EventFeed,
  MetricsService,
  WaitingMetrics,
  ReactorHealthIndicator,
  Snapshots,
  {
    provide: JournalDetail,
    inject: [OBSERVABILITY_OPTIONS],
    useFactory: (options: ObservabilityOptions) => new JournalDetail(options.journalContents),
  },
];
