/** Callers whose connection is remembered; beyond, the oldest without a client is dropped. */
const CAPACITY = 1_024;

/** Connection ids of callers whose client version supports one connection only and never names it. */
export class SingleConnections {
  private readonly ids = new Map<string, number>();

  /** @param isHeld does the connection have a client? */
  constructor(private readonly isHeld: (id: number) => boolean) {}

  of(caller: string): number | undefined {
    return this.ids.get(caller);
  }

  /** Assigns this connection to the caller; its previous caller has none any more. */
  assign(caller: string, id: number): void {
    for (const [other, theirs] of this.ids) if (theirs === id) this.ids.delete(other);
    this.ids.delete(caller);
    this.ids.set(caller, id);
    for (const [oldest, theirs] of this.ids) {
      if (this.ids.size <= CAPACITY) break;
      if (!this.isHeld(theirs)) this.ids.delete(oldest);
    }
  }

  get all(): Iterable<number> {
    return this.ids.values();
  }
}
