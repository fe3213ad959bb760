import { randomInt } from 'node:crypto';

/** The id of clients that know of one connection only and never ask for a number. */
export const SINGLE_CONNECTION_ID = 1001;

const FIRST = 1002;
const LAST = 9999;
const DRAWS = 100;

/**
 * Milliseconds that an id rests after its client, or after it was handed out to one that never came: twice what a client
 * has for its negotiation unless the application says otherwise, so that nothing late for the old one reaches the new.
 */
const REST_MS = 60_000;

/**
 * Draws connection ids of one session, of four digits: never one that a client has, whoever chose it, and one that was
 * used before only where no fresh one is found, the one that has rested longest.
 */
export class ConnectionIds {
  private readonly held = new Set<number>();
  /** When each id was handed out or released, the longest ago first; those that are held are not among them. */
  private readonly used = new Map<number, number>();

  constructor(
    private readonly draw: () => number = () => randomInt(FIRST, LAST + 1),
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @returns undefined when 100 draws found no fresh id, and those that were used rest still */
  next(): number | undefined {
    const id = this.fresh() ?? this.rested();
    if (id !== undefined) this.rest(id);
    return id;
  }

  /** A client has it now, drawn or not. */
  hold(id: number): void {
    this.used.delete(id);
    this.held.add(id);
  }

  /** Its client is gone. */
  release(id: number): void {
    this.held.delete(id);
    // One that is never drawn needs no rest.
    if (id >= FIRST && id <= LAST) this.rest(id);
  }

  private fresh(): number | undefined {
    for (let i = 0; i < DRAWS; i++) {
      const id = this.draw();
      if (!this.held.has(id) && !this.used.has(id)) return id;
    }
    return undefined;
  }

  private rested(): number | undefined {
    for (const [id, sinceMs] of this.used) return this.now() - sinceMs >= REST_MS ? id : undefined;
    return undefined;
  }

  private rest(id: number): void {
    this.used.delete(id);
    this.used.set(id, this.now());
  }
}
