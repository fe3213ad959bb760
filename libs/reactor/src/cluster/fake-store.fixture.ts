import type { ManualClock } from '../media/manual-clock.js';
import { type ClusterStore, RevisionConflict, type StoreEntry, type WriteOptions } from './cluster-store.port.js';

interface Held {
  readonly revision: number;
  readonly value: unknown;
  readonly cancel: () => void;
}

/** A store in memory, on the clock of the test. Several clients share one by {@link FakeStore.client}. */
export class FakeStore {
  readonly keys = new Map<string, Held>();
  readonly watches = new Set<(entry: StoreEntry) => void>();
  last = 0;

  constructor(readonly clock: ManualClock) {}

  client(): FakeClient {
    return new FakeClient(this);
  }

  put(key: string, value: unknown, expected: number | undefined, { ttlSeconds }: WriteOptions = {}): number {
    const before = this.keys.get(key);
    if (expected !== undefined && (before?.revision ?? 0) !== expected) throw new RevisionConflict(key);
    before?.cancel();
    const revision = ++this.last;
    const cancel =
      ttlSeconds === undefined ? () => {} : this.clock.setTimer(() => this.remove(key), ttlSeconds * 1_000);
    this.keys.set(key, { revision, value, cancel });
    this.say({ key, revision, value });
    return revision;
  }

  remove(key: string): void {
    this.keys.get(key)?.cancel();
    if (this.keys.delete(key)) this.say({ key, revision: ++this.last, value: undefined });
  }

  private say(entry: StoreEntry): void {
    for (const watch of this.watches) watch(entry);
  }
}

/** How the way to the store is. `deaf`: what is written arrives, its answer does not. */
export type Way = 'open' | 'cut' | 'deaf';

/** One client's way to the store. */
export class FakeClient implements ClusterStore {
  way: Way = 'open';
  /** An answer takes so long, milliseconds of the clock; a request that gets none fails after it. */
  delayMs = 0;

  constructor(private readonly store: FakeStore) {}

  get isConnected(): boolean {
    return this.way !== 'cut';
  }

  async create(key: string, value: unknown, options?: WriteOptions): Promise<number> {
    return await this.over(() => this.store.put(key, value, 0, options));
  }

  async update(key: string, value: unknown, revision: number, options?: WriteOptions): Promise<number> {
    return await this.over(() => this.store.put(key, value, revision, options));
  }

  async delete(key: string, revision?: number): Promise<void> {
    await this.over(() => {
      if (revision !== undefined && this.store.keys.get(key)?.revision !== revision) throw new RevisionConflict(key);
      this.store.remove(key);
    });
  }

  async deleteBelow(prefix: string, beforeRevision: number): Promise<void> {
    await this.over(() => {
      for (const [key, { revision }] of this.store.keys) {
        if (key.startsWith(prefix) && revision < beforeRevision) this.store.remove(key);
      }
    });
  }

  async read(key: string): Promise<StoreEntry | undefined> {
    return await this.over(() => {
      const held = this.store.keys.get(key);
      return held === undefined ? undefined : { key, revision: held.revision, value: held.value };
    });
  }

  async watch(prefix: string, listener: (entry: StoreEntry) => void): Promise<() => void> {
    const watch = (entry: StoreEntry): void => {
      if (entry.key.startsWith(prefix) && this.way !== 'cut') listener(entry);
    };
    for (const [key, { revision, value }] of this.store.keys) watch({ key, revision, value });
    this.store.watches.add(watch);
    return () => this.store.watches.delete(watch);
  }

  private async over<T>(work: () => T): Promise<T> {
    const { way, delayMs, store } = this;
    if (way === 'cut') await wait(store.clock, delayMs);
    if (way === 'cut') throw new Error('timeout');
    const done = work();
    if (delayMs > 0) await wait(store.clock, delayMs);
    if (way === 'deaf') throw new Error('timeout');
    return done;
  }
}

function wait(clock: ManualClock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, ms);
  });
}

/** Moves the clock in small steps, and lets promises go on in between. */
export async function pass(clock: ManualClock, ms: number, stepMs = 10): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    clock.advance(stepMs);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
}
