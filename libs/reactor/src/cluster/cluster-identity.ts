import { ReactorError } from '../errors/index.js';
import type { NodeIdentity } from '../session/index.js';
import { newTaggedId, tagOf } from './tagged-id.js';

const RETRY_AFTER_MS = 1_000;

/** What this process may rely on as a member of its cluster. */
export interface Membership {
  /** Fencing token; undefined while it is no member. */
  readonly epoch: number | undefined;
  /** It is a member, and the store has answered lately. */
  readonly isFresh: boolean;
}

/** The name of this process in the ids that it makes, and whether sessions may start here. */
export class ClusterIdentity implements NodeIdentity {
  readonly tag: string;
  /** It will end: it takes no sessions any more. */
  isDraining = false;

  private membership: Membership = { epoch: undefined, isFresh: false };

  constructor(nodeId: string) {
    this.tag = tagOf(nodeId);
  }

  get isMember(): boolean {
    return this.membership.epoch !== undefined;
  }

  get epoch(): number | undefined {
    return this.membership.epoch;
  }

  /** Asked whenever it matters, so that nothing is decided on what was true before. */
  follow(membership: Membership): void {
    this.membership = membership;
  }

  newId(): string {
    return newTaggedId(this.tag);
  }

  startRefusal(): ReactorError | undefined {
    if (this.isDraining) {
      return new ReactorError('shutting_down', 'the server is shutting down; start the session on another one');
    }
    if (this.membership.isFresh) return undefined;
    return new ReactorError(
      'cluster_unavailable',
      'this server has no connection to its cluster, so it starts no session; try again shortly',
      { retryAfterMs: RETRY_AFTER_MS },
    );
  }
}
