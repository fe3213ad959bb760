/** One key as it is in the store. */
export interface StoreEntry {
  readonly key: string;
  /** Of its last write; each write in the store has a higher one than all before it. */
  readonly revision: number;
  /** JSON. Undefined: the key was deleted, or its lease has lapsed. */
  readonly value: unknown;
}

export interface WriteOptions {
  /** The key is deleted this long after the write, by the clock of the store. Whole seconds. @defaultValue never */
  readonly ttlSeconds?: number;
}

/** The key has another revision than the write expected: somebody else wrote it, or it was deleted. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
}

/**
 * Keys and values that all nodes share, with compare-and-set and leases. A method rejects with {@link RevisionConflict}, or
 * with any other error where the store does not answer in time; a write may have happened then.
 */
export interface ClusterStore {
  /** Is there a connection to it at this moment? */
  readonly isConnected: boolean;
  /** Writes a key that does not exist. @returns its revision */
  create(key: string, value: unknown, options?: WriteOptions): Promise<number>;
  /** Writes a key that has this revision. @returns its new one */
  update(key: string, value: unknown, revision: number, options?: WriteOptions): Promise<number>;
  /** Deletes a key; where a revision is given, only if it has that one. */
  delete(key: string, revision?: number): Promise<void>;
  /** Deletes what is below `prefix`, as far as it was written before this revision. */
  deleteBelow(prefix: string, beforeRevision: number): Promise<void>;
  /** Undefined where it does not exist. */
  read(key: string): Promise<StoreEntry | undefined>;
  /**
   * Calls back for every key below `prefix` as it is, and then for each change, also across a lost connection. Resolves when
   * it has called back for all that there was.
   *
   * @param prefix with a dot at its end: `nodes.`
   * @returns ends it
   */
  watch(prefix: string, listener: (entry: StoreEntry) => void): Promise<() => void>;
}
