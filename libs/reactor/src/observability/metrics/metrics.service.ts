import { Inject, Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';
import { Registry } from 'prom-client';
import { ClusterStatus, RefusalCounter } from '../../session/index.js';
import { type LocalModel } from '../../local-api/index.js';
import { EventFeed } from '../events/event-feed.js';
import { registerClusterMetrics } from './cluster-metrics.js';
import { EdgeMetrics } from './edge-metrics.js';
import { NetworkMetrics } from './network-metrics.js';
import { ProcessMetrics } from './process-metrics.js';
import { RestreamMetrics } from './restream-metrics.js';
import { SessionMetrics } from './session-metrics.js';
import { StageMetrics } from './stage-metrics.js';
import { ViewerMetrics } from './viewer-metrics.js';
import { WorkMetrics } from './work-metrics.js';

/**
 * Collects metrics of every model from its journal and its measurements. The contract's metrics name no model, so each
 * model has its own registry for them; the server's own carry the model as a label and share one.
 */
@Injectable()
export class MetricsService implements OnModuleDestroy {
  private readonly registries = new Map<LocalModel, Registry>();
  private readonly own = new Registry();
  private readonly stages = new StageMetrics(this.own);
  private readonly viewers = new ViewerMetrics(this.own);
  private readonly networks = new NetworkMetrics(this.own);
  private readonly restreams = new RestreamMetrics(this.own);
  private readonly process = new ProcessMetrics(this.own);
  private readonly edges: EdgeMetrics;

  constructor(refusals: RefusalCounter, feed: EventFeed, @Optional() @Inject(ClusterStatus) cluster?: ClusterStatus) {
    this.edges = new EdgeMetrics(this.own, feed);
    if (cluster !== undefined) registerClusterMetrics(this.own, cluster);
    refusals.onRefusal((edge, code) => this.edges.refused(edge, code));
  }

  /** Adds metrics of another part to those of the server. */
  extend(register: (registry: Registry) => void): void {
    register(this.own);
  }

  /** Must be called before the model boots, or its loading is not measured. */
  watch(model: LocalModel): void {
    const registry = new Registry();
    this.registries.set(model, registry);
    const sessions = new SessionMetrics(registry, model.states);
    const work = new WorkMetrics(registry, model);
    const { name } = model.manifest;
    this.stages.declare(model.manifest);
    this.viewers.watch(model);
    this.restreams.declare(name);
    this.networks.watch(model);
    model.journal.subscribe((entry) => {
      const { instance } = entry.detail;
      if (entry.event === 'start_session') work.sessionStarted(typeof instance === 'number' ? instance : 1);
      sessions.observe(entry);
    });
    model.onMeasurement((measurement, { index }) => {
      work.observe(measurement, index);
      this.stages.observe(name, measurement, index);
      this.viewers.observe(name, measurement);
      this.restreams.observe(name, measurement);
      if (measurement.kind === 'refused') this.edges.refused('session', measurement.code);
    });
  }

  /** The contract's metrics of one model, in the text format of Prometheus. */
  async ofModel(model: LocalModel): Promise<string> {
    return (await this.registries.get(model)?.metrics()) ?? '';
  }

  /** The server's own metrics, over all models. */
  async ofServer(): Promise<string> {
    return await this.own.metrics();
  }

  onModuleDestroy(): void {
    this.viewers.stop();
    this.process.stop();
  }
}
