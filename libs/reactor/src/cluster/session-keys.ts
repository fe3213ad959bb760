import { createHash } from 'node:crypto';
import type { Session } from '../session/index.js';
import { type ClusterStore, RevisionConflict } from './cluster-store.port.js';
import type { SessionRecord } from './session-records.js';

/** Between two attempts, while the store does not answer. */
const RETRY_MS = 500;

/** Where the keys of one node's sessions are. */
export function sessionPrefix(tag: string): string {
  return `sessions.${tag}.`;
}

/** A caller, as the directory names him: what he is called stays on the machine. */
export function callerHash(caller: string): string {
  return createHash('sha256').update(caller).digest('base64url').slice(0, 16);
}

export interface SessionKeysParts {
  readonly store: ClusterStore;
  readonly tag: string;
  /** Fencing token of this node; undefined while it is no member: its sessions end then. */
  readonly epoch: () => number | undefined;
}

/**
 * The keys of this node's sessions in the directory: each is created when its session begins, which a second owner cannot do,
 * and deleted when it has ended. They have no lease of their own: with their node's, all of them count for nothing.
 */
export class SessionKeys {
  private readonly revisions = new Map<string, number>();
  private readonly wanted = new Set<string>();

  constructor(private readonly parts: SessionKeysParts) {}

  /** Ends the session where another one has its key. */
  follow(model: string, session: Session): void {
    const { id, startedBy } = session;
    this.wanted.add(id);
    session.events.once('ended', () => {
      this.wanted.delete(id);
      void this.remove(id);
    });
    const caller = startedBy === undefined ? {} : { caller: callerHash(startedBy) };
    void this.create(id, (epoch) => ({ model, epoch, ...caller })).then((isOwn) => {
      if (isOwn) return;
      session.stop({ moderate: false, reason: 'Another machine has the id of this session.', temporary: 'node_lost' });
    });
  }

  /** Deletes what this node has left in the store and does not serve. @param known ids below its prefix */
  async sweep(known: Iterable<string>): Promise<void> {
    for (const id of known) if (!this.wanted.has(id)) await this.delete(id);
  }

  /** Repeated until the store answers. @returns false where another owner has the key */
  private async create(id: string, record: (epoch: number) => SessionRecord): Promise<boolean> {
    const { epoch } = this.parts;
    for (let current = epoch(); current !== undefined && this.wanted.has(id); current = epoch()) {
      try {
        const revision = await this.claim(id, record(current));
        if (revision === undefined) return false;
        this.revisions.set(id, revision);
        if (!this.wanted.has(id)) await this.remove(id);
        return true;
      } catch {
        await pause();
      }
    }
    return true;
  }

  private async claim(id: string, record: SessionRecord): Promise<number | undefined> {
    const { store } = this.parts;
    try {
      return await store.create(this.keyOf(id), record);
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
    }
    // A write of ours may have arrived whose answer was lost.
    const entry = await store.read(this.keyOf(id));
    return (entry?.value as SessionRecord | undefined)?.epoch === record.epoch ? entry?.revision : undefined;
  }

  private async remove(id: string): Promise<void> {
    if (this.revisions.delete(id)) await this.delete(id);
  }

  /** What stays because the store is away is deleted by the next sweep, or with its node's lease. */
  private async delete(id: string): Promise<void> {
    await this.parts.store.delete(this.keyOf(id)).catch(() => undefined);
  }

  private keyOf(id: string): string {
    return sessionPrefix(this.parts.tag) + id;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, RETRY_MS).unref();
  });
}
