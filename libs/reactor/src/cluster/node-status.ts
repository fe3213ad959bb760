import type { SessionService } from '../local-api/index.js';
import type { Capacity, ClusterNodeStatus, ClusterStatus } from '../session/index.js';
import type { ClusterNode } from './cluster-node.js';
import type { NodeRecord } from './node-record.js';

/** The cluster in figures, read at each use. */
export function statusOf(cluster: ClusterNode): ClusterStatus {
  return {
    get models(): ReadonlyMap<string, Capacity> {
      return cluster.nodes.loads;
    },
    get nodes(): readonly ClusterNodeStatus[] {
      return cluster.nodes.all.map(nodeStatus).sort((one, other) => one.id.localeCompare(other.id));
    },
    get leaseAgeMs(): number {
      return cluster.leaseAgeMs;
    },
    get isMember(): boolean {
      return cluster.epoch !== undefined;
    },
  };
}

/** The same of a process that is the only one: it has no lease, and no others know it. */
export function statusOfOne(service: SessionService): ClusterStatus {
  return {
    get models(): ReadonlyMap<string, Capacity> {
      return new Map(service.models.map(({ name, model }) => [name, model.capacity]));
    },
    nodes: [],
    leaseAgeMs: 0,
    isMember: false,
  };
}

function nodeStatus({ id, state, models }: NodeRecord): ClusterNodeStatus {
  const loads = Object.values(models);
  const sum = (count: keyof Capacity): number => loads.reduce((total, load) => total + load[count], 0);
  return { id, state, instances: sum('instances'), free: sum('free'), sessions: sum('sessions') };
}
