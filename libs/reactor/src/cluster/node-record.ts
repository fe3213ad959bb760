import type { Capacity } from '../session/index.js';

/**
 * - `joining`: its server does not listen yet
 * - `ready`: it takes sessions
 * - `draining`: it takes none any more, and ends when those that it has are over
 */
export type NodeState = 'joining' | 'ready' | 'draining';

/** What a node says of itself to the others; its key in the store is its lease. */
export interface NodeRecord {
  readonly id: string;
  /** As in the ids that it makes. */
  readonly tag: string;
  /** Random, of the process: an earlier process of the same id had another one. */
  readonly incarnation: string;
  /**
   * Fencing token: the revision with which it took its lease. What is sent to it names the epoch, and is refused in another
   * one. 0 until it is known.
   */
  readonly epoch: number;
  readonly state: NodeState;
  /** Where other nodes reach it: `http://10.0.0.5:8080`. Empty while it does not listen. */
  readonly url: string;
  /** Of the package. */
  readonly version: string;
  /** What it has of each model. */
  readonly models: Readonly<Record<string, Capacity>>;
}

const STATES: readonly unknown[] = ['joining', 'ready', 'draining'];

/** @returns undefined for what is no record, of another version for example */
export function readNodeRecord(value: unknown): NodeRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, tag, incarnation, epoch, state, url, version, models } = value as Partial<
    Record<keyof NodeRecord, unknown>
  >;
  const isSound =
    [id, tag, incarnation, url, version].every((text) => typeof text === 'string') &&
    Number.isSafeInteger(epoch) &&
    STATES.includes(state) &&
    typeof models === 'object' &&
    models !== null &&
    Object.values(models).every(isLoad);
  return isSound ? (value as NodeRecord) : undefined;
}

function isLoad(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { instances, free, sessions } = value as Partial<Record<keyof Capacity, unknown>>;
  return [instances, free, sessions].every(Number.isSafeInteger);
}
