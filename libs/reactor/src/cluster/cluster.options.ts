import { hostname } from 'node:os';
import { ReactorError } from '../errors/index.js';
import { checkLeast, checkLeastWhole, withDefaults } from '../options.js';

/**
 * Addresses of NATS servers, or options of `connect()` in `@nats-io/transport-node`: `servers`, `user`, `pass`, `token`,
 * `tls`, `authenticator`.
 */
export type NatsServers = string | readonly string[] | Readonly<Record<string, unknown>>;

/** Several machines as one server. */
export interface ClusterOptions {
  /**
   * The NATS servers that all machines share: version 2.11 or newer, with JetStream. `nats://127.0.0.1:4222`
   * @defaultValue none: this process is the only one
   */
  nats?: NatsServers;
  /**
   * Machines with the same name are one cluster; several may share a NATS. Letters, digits, `-` and `_`.
   * @defaultValue 'reactor'
   */
  name: string;
  /**
   * What this process is called; no two of a cluster have the same. One that is started again has its old one.
   * @defaultValue the name of the host
   */
  nodeId?: string;
  /**
   * Where the other machines reach the HTTP server of this one: `http://10.0.0.5:8080`.
   * @defaultValue the machine's first address, and the port that it listens on
   */
  url?: string;
  /**
   * How long a machine that is not heard of keeps its sessions, 3 or more. It ends them itself after two thirds of it; after
   * all of it the others do without it.
   * @defaultValue 10
   */
  leaseSeconds: number;
  /**
   * NATS servers that hold a copy of the directory: 1, or 3 where NATS is a cluster of three.
   * @defaultValue 1
   */
  replicas: number;
  /**
   * How long sessions may go on after this process was asked to end, milliseconds. Meanwhile it takes no new ones.
   * @defaultValue 20000
   */
  drainMs: number;
}

/** What holds of {@link ClusterOptions} where an application gives nothing. */
export const DEFAULT_CLUSTER_OPTIONS: Readonly<ClusterOptions> = {
  name: 'reactor',
  leaseSeconds: 10,
  replicas: 1,
  drainMs: 20_000,
};

/** Injection token of the merged options. */
export const CLUSTER_OPTIONS = Symbol('CLUSTER_OPTIONS');

/** Fills in the defaults. Throws `bad_configuration`. */
export function mergeClusterOptions(options: Partial<ClusterOptions> = {}): ClusterOptions {
  const merged = withDefaults(DEFAULT_CLUSTER_OPTIONS, options);
  checkLeastWhole('cluster', merged, { leaseSeconds: 3, replicas: 1 });
  checkLeast('cluster', merged, { drainMs: 0 });
  if (!/^[\w-]{1,64}$/.test(merged.name)) {
    throw new ReactorError(
      'bad_configuration',
      `cluster.name must be up to 64 letters, digits, - and _ (got ${JSON.stringify(merged.name)}); correct it or leave it out`,
    );
  }
  if (merged.nodeId !== undefined && (typeof merged.nodeId !== 'string' || merged.nodeId === '')) {
    throw new ReactorError('bad_configuration', 'cluster.nodeId must be a text that no other machine has; give one');
  }
  if (merged.url !== undefined && !isRoot(merged.url)) {
    throw new ReactorError(
      'bad_configuration',
      `cluster.url must be the address of this process's HTTP server, such as 'http://10.0.0.5:8080' (got ` +
        `${JSON.stringify(merged.url)}); correct it or leave it out`,
    );
  }
  return merged;
}

/** What this process is called. */
export function nodeIdOf({ nodeId }: ClusterOptions): string {
  return nodeId ?? hostname();
}

function isRoot(text: unknown): boolean {
  try {
    const { protocol, pathname, search } = new URL(String(text));
    return protocol === 'http:' && pathname === '/' && search === '';
  } catch {
    return false;
  }
}
