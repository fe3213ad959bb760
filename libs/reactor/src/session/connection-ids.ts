import { randomInt } from 'node:crypto';

/** The id of clients that know of one connection only and never ask for a number. */
export const SINGLE_CONNECTION_ID = 1001;

const FIRST = 1002;
const LAST = 9999;
const DRAWS = 100;

/** Draws connection ids of one session: four digits, never the same twice, so that a late message cannot reach a newcomer. */
export class ConnectionIds {
  private readonly given = new Set<number>();

  constructor(private readonly draw: () => number = () => randomInt(FIRST, LAST + 1)) {}

  /** @returns undefined when no unused id was found in 100 draws */
  next(): number | undefined {
    for (let i = 0; i < DRAWS; i++) {
      const id = this.draw();
      if (this.given.has(id)) continue;
      this.given.add(id);
      return id;
    }
    return undefined;
  }
}
