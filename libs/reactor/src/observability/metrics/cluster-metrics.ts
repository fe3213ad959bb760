import { Gauge, type Registry } from 'prom-client';
import type { Capacity, ClusterStatus } from '../../session/index.js';

/** Figures of all machines, which each of them knows: for autoscaling, read one. */
export function registerClusterMetrics(registry: Registry, cluster: ClusterStatus): void {
  const perModel = (name: string, help: string, figure: keyof Capacity): void => {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: ['model'],
        registers: [],
        collect(): void {
          this.reset();
          for (const [model, load] of cluster.models) this.set({ model }, load[figure]);
        },
      }),
    );
  };
  perModel('reactor_cluster_instances', 'Instances of a model on all machines, without failed ones.', 'instances');
  perModel('reactor_cluster_free_instances', 'Those that may be assigned a session now.', 'free');
  perModel('reactor_cluster_sessions', 'Sessions of a model on all machines.', 'sessions');
  registry.registerMetric(
    new Gauge({
      name: 'reactor_cluster_nodes',
      help: 'Machines of the cluster, as this one knows them.',
      labelNames: ['state'],
      registers: [],
      collect(): void {
        this.reset();
        for (const state of ['joining', 'ready', 'draining']) this.set({ state }, 0);
        for (const { state } of cluster.nodes) this.inc({ state });
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'reactor_cluster_member',
      help: '1 while this machine holds its lease, else 0.',
      registers: [],
      collect(): void {
        this.set(cluster.isMember ? 1 : 0);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'reactor_cluster_lease_age_seconds',
      help: 'Since the lease of this machine was confirmed; at two thirds of cluster.leaseSeconds its sessions end.',
      registers: [],
      collect(): void {
        this.set(cluster.leaseAgeMs / 1_000);
      },
    }),
  );
}
