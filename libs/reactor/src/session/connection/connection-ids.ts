import { randomInt } from 'node:crypto';
import type { ConnectionOwner } from './connection-owner.js';

/**
 * Nine digits: 900 million ids, so that none can be guessed, in a number that every client version accepts. The newest
 * clients may choose an id of four digits themselves, so none of those is drawn.
 */
const FIRST = 100_000_000;
const LAST = 999_999_999;
const DRAWS = 100;

/** Milliseconds that an id stays reserved for a caller that has made no offer on it: twice the negotiation timeout. */
const RESERVED_MS = 60_000;

/** Ids without a client whose owner is remembered; beyond, the oldest is dropped. */
const CAPACITY = 10_000;

interface Idle {
  readonly owner: ConnectionOwner;
  readonly reservedUntilMs: number;
}

/**
 * The connection ids of one session and who owns each: those that have a client, those that are reserved for one, and,
 * within bounds, those that had one.
 */
export class ConnectionIds {
  private readonly held = new Map<number, ConnectionOwner>();
  /** Ids without a client, the longest ago used first. */
  private readonly idle = new Map<number, Idle>();

  constructor(
    private readonly draw: () => number = () => randomInt(FIRST, LAST + 1),
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Draws an id that nobody owns and reserves it. @returns undefined when 100 draws found none */
  next(owner: ConnectionOwner): number | undefined {
    for (let i = 0; i < DRAWS; i++) {
      const id = this.draw();
      if (this.ownerOf(id) !== undefined) continue;
      this.reserve(id, owner);
      return id;
    }
    return undefined;
  }

  /** Reserved for this owner for a minute. */
  reserve(id: number, owner: ConnectionOwner): void {
    this.keep(id, { owner, reservedUntilMs: this.now() + RESERVED_MS });
  }

  /** The owner's client has it now. */
  hold(id: number, owner: ConnectionOwner): void {
    this.idle.delete(id);
    this.held.set(id, owner);
  }

  /** Its client left: any caller may offer on it, and its owner is remembered until one does. */
  release(id: number): void {
    const owner = this.held.get(id);
    if (owner === undefined) return;
    this.held.delete(id);
    this.keep(id, { owner, reservedUntilMs: 0 });
  }

  /** Its current or last owner; undefined for one that was never used, or is no longer remembered. */
  ownerOf(id: number): ConnectionOwner | undefined {
    return this.held.get(id) ?? this.idle.get(id)?.owner;
  }

  /** Does it have a client, or is it reserved for one? */
  isTaken(id: number): boolean {
    return this.held.has(id) || (this.idle.get(id)?.reservedUntilMs ?? 0) > this.now();
  }

  private keep(id: number, idle: Idle): void {
    this.idle.delete(id);
    this.idle.set(id, idle);
    for (const oldest of this.idle.keys()) {
      if (this.idle.size <= CAPACITY) break;
      this.idle.delete(oldest);
    }
  }
}
