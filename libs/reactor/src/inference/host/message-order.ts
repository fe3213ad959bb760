/** A message whose pictures may still be on their way. */
interface Pending<M> {
  readonly message: M;
  ready: boolean;
}

/** Delivers messages in the order in which they arrived, though some must be completed first. */
export class MessageOrder<M> {
  private readonly pending: Pending<M>[] = [];

  /** @param deliver called in order */
  constructor(private readonly deliver: (message: M) => void) {}

  /** Messages that were not delivered yet. */
  get waiting(): number {
    return this.pending.length;
  }

  /** @param completion resolves when the message may be delivered; absent: at once. Must not reject. */
  add(message: M, completion?: Promise<void>): void {
    if (completion === undefined && this.pending.length === 0) {
      this.deliver(message);
      return;
    }
    const pending: Pending<M> = { message, ready: completion === undefined };
    this.pending.push(pending);
    void completion?.then(() => {
      pending.ready = true;
      this.deliverReady();
    });
  }

  private deliverReady(): void {
    while (this.pending[0]?.ready) this.deliver(this.pending.shift()!.message);
  }
}
