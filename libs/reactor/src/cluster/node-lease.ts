import { ReactorError } from '../errors/index.js';
import { describe } from '../logging/index.js';
import type { PacerClock } from '../media/index.js';
import { type ClusterStore, RevisionConflict, type StoreEntry } from './cluster-store.port.js';

/** A lease is renewed every third of its time. */
const RENEWALS = 3;

/** A node that could not renew its lease for this part of its time gives it up, before it lapses in the store. */
const GIVE_UP = 2 / 3;

/** An attempt that failed is repeated this often in the time of a lease. */
const RETRIES = 12;

/** Another process holds the lease where it was renewed this often while we watched: one renewal may have been under way. */
const FOREIGN_RENEWALS = 2;

/** Looks in the time of a lease at one that another process holds. */
const LOOKS = 6;

export interface LeaseEvents {
  /** It is held. @param epoch fencing token of this holding */
  held(epoch: number): void;
  /** It is not held any more, or may not be: whatever depends on it ends at once. It will be taken again. */
  lost(why: string): void;
}

export interface LeaseParts {
  readonly store: ClusterStore;
  readonly clock: PacerClock;
  readonly key: string;
  /** Whole seconds. */
  readonly leaseMs: number;
  /** Of the process: a value in the store with another one is another process's. */
  readonly incarnation: string;
  /** What the key holds now. @param epoch 0: not known yet */
  readonly record: (epoch: number) => { readonly incarnation: string };
  readonly events: LeaseEvents;
}

/**
 * The lease of one node on its id: a key that no two processes hold, renewed by compare-and-set.
 *
 * Times are of the monotonic clock of this process, counted from before a renewal is sent; the store counts from after it has
 * arrived. So this end gives up before the store does, whatever the wall clocks say.
 */
export class NodeLease {
  private revision = 0;
  private heldEpoch = 0;
  private renewedMs = 0;
  private isHeld = false;
  private isClosed = false;
  private writing: Promise<void> | undefined;
  private isStale = false;
  private cancelNext: () => void = () => {};
  private cancelEnd: () => void = () => {};
  private endPause: () => void = () => {};

  constructor(private readonly parts: LeaseParts) {}

  /** Undefined while it is not held. */
  get epoch(): number | undefined {
    return this.isHeld && this.ageMs < this.parts.leaseMs * GIVE_UP ? this.heldEpoch : undefined;
  }

  /** Held, and the store has answered lately: a new session may rely on it. */
  get isFresh(): boolean {
    return this.epoch !== undefined && this.parts.store.isConnected && this.ageMs < this.parts.leaseMs / 2;
  }

  /** Milliseconds since the last renewal was sent that the store has confirmed. */
  get ageMs(): number {
    return this.parts.clock.now() - this.renewedMs;
  }

  /**
   * Takes the lease. One that another process has left behind is waited for; rejects with `bad_configuration` where that
   * process renews it.
   */
  async acquire(): Promise<void> {
    const { store, clock, key, leaseMs } = this.parts;
    let seen: number | undefined;
    let renewals = 0;
    while (!this.isClosed) {
      const sentMs = clock.now();
      const revision = await this.claim();
      if (revision !== undefined) {
        this.enter(revision, sentMs);
        await this.renew();
        return;
      }
      const holder = await store.read(key);
      if (holder !== undefined) {
        if (seen !== undefined && holder.revision !== seen) renewals++;
        seen = holder.revision;
        if (renewals >= FOREIGN_RENEWALS) throw taken(holder);
      }
      await this.pause(leaseMs / LOOKS);
    }
  }

  /** The record has changed: it is written now, or after the write that goes on. */
  async renew(): Promise<void> {
    this.isStale = true;
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
    await this.writing;
  }

  /** Gives it back, so that nobody has to wait for its end. Never rejects. */
  async release(): Promise<void> {
    this.isClosed = true;
    this.cancelNext();
    this.cancelEnd();
    this.endPause();
    await this.writing;
    if (!this.isHeld) return;
    this.isHeld = false;
    // The lease ends by itself.
    await this.parts.store.delete(this.parts.key, this.revision).catch(() => undefined);
  }

  /** @returns the revision; undefined where another process has it */
  private async claim(): Promise<number | undefined> {
    const { store, key, record, incarnation } = this.parts;
    try {
      return await store.create(key, record(0), this.ttl);
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
    }
    const entry = await store.read(key);
    if (entry === undefined || !isOf(entry, incarnation)) return undefined;
    // A write of this process that was taken for lost.
    return await store.update(key, record(0), entry.revision, this.ttl);
  }

  private enter(revision: number, sentMs: number): void {
    this.revision = revision;
    this.heldEpoch = revision;
    this.isHeld = true;
    this.confirm(sentMs);
    this.parts.events.held(revision);
  }

  private async write(): Promise<void> {
    while (this.isStale && this.isHeld && !this.isClosed) {
      this.isStale = false;
      this.cancelNext();
      const { clock, leaseMs } = this.parts;
      const sentMs = clock.now();
      try {
        this.revision = await this.put(this.revision);
        // It was given up meanwhile.
        if (!this.isHeld) return;
        this.confirm(sentMs);
        this.next(leaseMs / RENEWALS);
      } catch (error) {
        if (error instanceof RevisionConflict) await this.reconcile();
        else this.next(leaseMs / RETRIES);
      }
    }
  }

  private async put(revision: number): Promise<number> {
    const { store, key, record } = this.parts;
    return await store.update(key, record(this.heldEpoch), revision, this.ttl);
  }

  /** The key has another revision: of a write of our own whose answer was lost, or it is not ours any more. */
  private async reconcile(): Promise<void> {
    const { store, key, incarnation, leaseMs } = this.parts;
    try {
      const entry = await store.read(key);
      if (entry !== undefined && isOf(entry, incarnation)) {
        this.revision = entry.revision;
        this.isStale = true;
      } else {
        this.lose(entry === undefined ? 'its lease has lapsed' : 'another process has its id');
      }
    } catch {
      this.next(leaseMs / RETRIES);
    }
  }

  private confirm(sentMs: number): void {
    const { clock, leaseMs } = this.parts;
    this.renewedMs = sentMs;
    this.cancelEnd();
    this.cancelEnd = clock.setTimer(
      () => this.lose('its lease could not be renewed'),
      sentMs + leaseMs * GIVE_UP - clock.now(),
    );
  }

  private next(delayMs: number): void {
    this.cancelNext();
    this.cancelNext = this.parts.clock.setTimer(() => void this.renew(), delayMs);
  }

  private lose(why: string): void {
    if (!this.isHeld || this.isClosed) return;
    this.isHeld = false;
    this.cancelNext();
    this.cancelEnd();
    this.parts.events.lost(why);
    void this.takeAgain();
  }

  /** The store may be away for long, and another process may have the id. */
  private async takeAgain(): Promise<void> {
    const { leaseMs } = this.parts;
    while (!this.isClosed) {
      try {
        await this.acquire();
        return;
      } catch (error) {
        if (error instanceof ReactorError) this.parts.events.lost(describe(error));
        await this.pause(leaseMs / RETRIES);
      }
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.parts.clock.setTimer(resolve, ms);
      this.endPause = () => {
        cancel();
        resolve();
      };
    });
  }

  private get ttl(): { readonly ttlSeconds: number } {
    return { ttlSeconds: this.parts.leaseMs / 1_000 };
  }
}

function isOf({ value }: StoreEntry, incarnation: string): boolean {
  return (value as { incarnation?: unknown } | undefined)?.incarnation === incarnation;
}

function taken({ value }: StoreEntry): ReactorError {
  const { id, url } = (value ?? {}) as { id?: unknown; url?: unknown };
  return new ReactorError(
    'bad_configuration',
    `another process is the node ${JSON.stringify(id)} of this cluster${typeof url === 'string' && url !== '' ? `, at ${url}` : ''}; give this one ` +
      'another cluster.nodeId, or end the other one',
  );
}
