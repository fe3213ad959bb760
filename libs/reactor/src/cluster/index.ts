import type { Provider } from '@nestjs/common';
import { SessionService } from '../local-api/index.js';
import { PlainPlacement } from '../placement/index.js';
import { ClusterStatus, NodeIdentity, RequestForwarder } from '../session/index.js';
import { ClusterForwarder } from './cluster-forwarder.js';
import { ClusterIdentity } from './cluster-identity.js';
import { ClusterNode } from './cluster-node.js';
import { ClusterPlacement } from './cluster-placement.js';
import { ClusterRouter } from './cluster-router.js';
import { CLUSTER_OPTIONS, type ClusterOptions, nodeIdOf } from './cluster.options.js';
import { RemoteReservations } from './remote-reservations.js';
import { statusOf, statusOfOne } from './node-status.js';

export { ClusterNode } from './cluster-node.js';
export {
  CLUSTER_OPTIONS,
  type ClusterOptions,
  DEFAULT_CLUSTER_OPTIONS,
  mergeClusterOptions,
  type NatsServers,
} from './cluster.options.js';

/** Undefined in a process that is the only one. */
function onlyInCluster<T>(options: ClusterOptions, part: T): T | undefined {
  return options.nats === undefined ? undefined : part;
}

/** This process among several; without `cluster.nats` they do nothing, and the ports have no value. */
export const clusterProviders: readonly Provider[] = [
  {
    provide: ClusterIdentity,
    inject: [CLUSTER_OPTIONS],
    useFactory: (options: ClusterOptions) => new ClusterIdentity(nodeIdOf(options)),
  },
  { provide: NodeIdentity, inject: [CLUSTER_OPTIONS, ClusterIdentity], useFactory: onlyInCluster },
  ClusterNode,
  RemoteReservations,
  ClusterPlacement,
  { provide: PlainPlacement, useExisting: ClusterPlacement },
  ClusterRouter,
  ClusterForwarder,
  { provide: RequestForwarder, inject: [CLUSTER_OPTIONS, ClusterForwarder], useFactory: onlyInCluster },
  {
    provide: ClusterStatus,
    inject: [ClusterNode, SessionService],
    useFactory: (node: ClusterNode, service: SessionService) => (node.isOn ? statusOf(node) : statusOfOne(service)),
  },
];
