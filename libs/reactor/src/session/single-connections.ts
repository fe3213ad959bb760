/** Callers whose connection is remembered; beyond, the oldest without a client goes. */
const CAPACITY = 1_024;

/** Which connection id each caller has whose generation knows of one connection only and never names it. */
export class SingleConnections {
  private readonly ids = new Map<string, number>();

  /** @param isHeld does the connection have a client? */
  constructor(private readonly isHeld: (id: number) => boolean) {}

  of(caller: string): number | undefined {
    return this.ids.get(caller);
  }

  /** The caller's connection is this one; whoever had it has none any more. */
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
