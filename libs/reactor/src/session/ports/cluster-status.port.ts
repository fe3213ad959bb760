/** What all machines together have of one model, or one machine of all models. */
export interface Capacity {
  /** That have not failed. */
  readonly instances: number;
  /** Instances that may be assigned a session now. */
  readonly free: number;
  readonly sessions: number;
}

/** One machine as the others know it. */
export interface ClusterNodeStatus extends Capacity {
  readonly id: string;
  readonly state: 'joining' | 'ready' | 'draining';
}

/** What this process knows of all machines. */
export interface ClusterStatus {
  /** By model. Free instances of machines that drain do not count. */
  readonly models: ReadonlyMap<string, Capacity>;
  readonly nodes: readonly ClusterNodeStatus[];
  /** Milliseconds since the lease of this machine was confirmed. */
  readonly leaseAgeMs: number;
  /** The others know this machine. */
  readonly isMember: boolean;
}

/** Injection token of the status; a process that is the only one has itself, and no nodes. */
export const ClusterStatus = Symbol('ClusterStatus');
