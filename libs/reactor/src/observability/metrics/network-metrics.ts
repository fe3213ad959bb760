import { Gauge, type Registry } from 'prom-client';
import type { LocalModel } from '../../local-api/index.js';

/** What the networks of models run on. */
export class NetworkMetrics {
  private readonly models: LocalModel[] = [];

  constructor(registry: Registry) {
    const networks = new Gauge({
      name: 'reactor_networks',
      help: 'Networks that workers have opened, by the execution provider that they run on.',
      labelNames: ['model', 'provider'],
      registers: [registry],
      collect: () => {
        networks.reset();
        for (const { name, model } of this.models) {
          for (const { provider } of model.networks) networks.inc({ model: name, provider });
        }
      },
    });
  }

  watch(model: LocalModel): void {
    this.models.push(model);
  }
}
