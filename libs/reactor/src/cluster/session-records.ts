import type { StoreEntry } from './cluster-store.port.js';
import { tagIn } from './tagged-id.js';

/** What the directory has of one session, under its id. */
export interface SessionRecord {
  readonly model: string;
  /** Fencing token of the node that owns it: a record of another epoch is a leftover. */
  readonly epoch: number;
  /** Hash of who started it; absent where nobody in particular did. */
  readonly caller?: string;
}

export interface DirectorySession extends SessionRecord {
  readonly id: string;
  /** Tag of its node. */
  readonly tag: string;
  /** Later ones have a higher one. */
  readonly revision: number;
}

/** The sessions of all nodes, as this process knows them: a copy that the store keeps up to date. */
export class SessionRecords {
  private readonly byId = new Map<string, DirectorySession>();
  /** The newest last. */
  private readonly byCaller = new Map<string, DirectorySession[]>();

  /** @param isCurrent is this the epoch of that node now? */
  constructor(private readonly isCurrent: (tag: string, epoch: number) => boolean) {}

  /** A change of one session's key. */
  apply({ value, revision }: StoreEntry, id: string): void {
    this.forget(id);
    const tag = tagIn(id);
    const record = readRecord(value);
    if (tag === undefined || record === undefined) return;
    const session = { ...record, id, tag, revision };
    this.byId.set(id, session);
    const key = keyOf(session);
    if (key !== undefined) this.byCaller.set(key, [...(this.byCaller.get(key) ?? []), session]);
  }

  /** Those that their nodes own now. */
  get all(): readonly DirectorySession[] {
    return [...this.byId.values()].filter((session) => this.isOwned(session));
  }

  /** Every record of this node, leftovers included. */
  below(tag: string): readonly DirectorySession[] {
    return [...this.byId.values()].filter((session) => session.tag === tag);
  }

  /** Tags that records have, leftovers included. */
  get tags(): ReadonlySet<string> {
    return new Set([...this.byId.values()].map(({ tag }) => tag));
  }

  /** Forgets what this node does not own. */
  dropLeftovers(tag: string): void {
    for (const session of this.below(tag)) if (!this.isOwned(session)) this.forget(session.id);
  }

  /** The newest of this model that the caller started; undefined: none. */
  newestOf(model: string, caller: string): DirectorySession | undefined {
    return this.byCaller.get(`${model} ${caller}`)?.findLast((session) => this.isOwned(session));
  }

  /** The newest of this model. */
  newest(model: string): DirectorySession | undefined {
    return this.all
      .filter((session) => session.model === model)
      .reduce<DirectorySession | undefined>(
        (newest, one) => (newest === undefined || one.revision > newest.revision ? one : newest),
        undefined,
      );
  }

  private isOwned({ tag, epoch }: DirectorySession): boolean {
    return this.isCurrent(tag, epoch);
  }

  private forget(id: string): void {
    const before = this.byId.get(id);
    if (before === undefined) return;
    this.byId.delete(id);
    const key = keyOf(before);
    if (key === undefined) return;
    const left = this.byCaller.get(key)?.filter((session) => session.id !== id) ?? [];
    if (left.length === 0) this.byCaller.delete(key);
    else this.byCaller.set(key, left);
  }
}

function keyOf({ model, caller }: SessionRecord): string | undefined {
  return caller === undefined ? undefined : `${model} ${caller}`;
}

function readRecord(value: unknown): SessionRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { model, epoch, caller } = value as Partial<Record<keyof SessionRecord, unknown>>;
  const isSound =
    typeof model === 'string' && Number.isSafeInteger(epoch) && (caller === undefined || typeof caller === 'string');
  return isSound ? (value as SessionRecord) : undefined;
}
