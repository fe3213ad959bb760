import type { PacerClock } from '../media/index.js';
import type { Capacity } from '../session/index.js';
import type { StoreEntry } from './cluster-store.port.js';
import { type NodeRecord, readNodeRecord } from './node-record.js';

interface Known {
  readonly record: NodeRecord;
  readonly heardMs: number;
  /** Slots that this process has asked for since the record was written, by model. */
  readonly assumed: Map<string, number>;
  /** Aborted when another epoch begins, or none. */
  readonly gone: AbortController;
}

/**
 * The nodes of the cluster as this process knows them: a copy of their records that the store keeps up to date, so that
 * nothing is asked for on the way of a request. A node that was not heard of for the time of a lease is not among them.
 */
export class ClusterNodes {
  private readonly byTag = new Map<string, Known>();

  /** @param graceMs how long a record holds after it was written; its lease, and the way of the news */
  constructor(
    private readonly clock: PacerClock,
    private readonly graceMs: number,
  ) {}

  /** A change of one node's key. */
  apply({ value }: StoreEntry, tag: string): void {
    const record = readNodeRecord(value);
    const before = this.byTag.get(tag);
    const goesOn = before !== undefined && before.record.epoch === record?.epoch;
    if (record === undefined) this.byTag.delete(tag);
    else {
      const gone = goesOn ? before.gone : new AbortController();
      this.byTag.set(tag, { record, heardMs: this.clock.now(), assumed: new Map(), gone });
    }
    if (!goesOn) before?.gone.abort();
  }

  /** Those that hold their lease, in no order. */
  get all(): readonly NodeRecord[] {
    return [...this.byTag.values()].filter((node) => this.isHeard(node)).map(({ record }) => record);
  }

  /** @returns undefined for one that is not, or has lost its lease */
  find(tag: string): NodeRecord | undefined {
    const known = this.byTag.get(tag);
    return known !== undefined && this.isHeard(known) ? known.record : undefined;
  }

  /** Nodes that take a session of this model now, with their load. */
  takers(model: string): readonly { readonly node: NodeRecord; readonly load: Capacity }[] {
    return [...this.byTag.values()].flatMap((known) => {
      const load = this.loadOf(known, model);
      const takes = known.record.state === 'ready' && this.isHeard(known) && load !== undefined && load.free > 0;
      return takes ? [{ node: known.record, load }] : [];
    });
  }

  /** A slot of this node is asked for: it counts as used until the node says otherwise. */
  assume(tag: string, model: string): void {
    const assumed = this.byTag.get(tag)?.assumed;
    assumed?.set(model, (assumed.get(model) ?? 0) + 1);
  }

  /** By model. What is free on draining nodes does not count. */
  get loads(): ReadonlyMap<string, Capacity> {
    const loads = new Map<string, Capacity>();
    for (const { models, state } of this.all) {
      for (const [name, load] of Object.entries(models)) {
        const before = loads.get(name) ?? { instances: 0, free: 0, sessions: 0 };
        loads.set(name, {
          instances: before.instances + load.instances,
          free: before.free + (state === 'ready' ? load.free : 0),
          sessions: before.sessions + load.sessions,
        });
      }
    }
    return loads;
  }

  /** Aborted when the lease that this node has now is over, as far as it is known. */
  goneSignal({ tag }: NodeRecord): AbortSignal {
    return this.byTag.get(tag)?.gone.signal ?? AbortSignal.abort();
  }

  private isHeard({ heardMs }: Known): boolean {
    return this.clock.now() - heardMs < this.graceMs;
  }

  private loadOf({ record, assumed }: Known, model: string): Capacity | undefined {
    const load = Object.hasOwn(record.models, model) ? record.models[model] : undefined;
    return load === undefined ? undefined : { ...load, free: load.free - (assumed.get(model) ?? 0) };
  }
}
