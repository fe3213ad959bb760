import type { Transition } from './contract-state.js';

/** A transition with its sequence number in the process: numbers start at 1 and have no gaps. */
export interface JournalEntry extends Transition {
  readonly seq: number;
}

/** The newest transitions of one model, across its sessions. Older ones are dropped. */
export class SessionJournal {
  private readonly entries: JournalEntry[] = [];
  private readonly listeners = new Set<(entry: JournalEntry) => void>();
  private seq = 0;

  /** @param capacity entries kept */
  constructor(private readonly capacity: number) {}

  append(transition: Transition): void {
    const entry = { seq: ++this.seq, ...transition };
    this.entries.push(entry);
    if (this.entries.length > this.capacity) this.entries.shift();
    for (const listener of this.listeners) listener(entry);
  }

  /** Entries after `seq` that are still kept, oldest first. */
  since(seq: number): readonly JournalEntry[] {
    return this.entries.filter((entry) => entry.seq > seq);
  }

  /** @returns the function that ends the subscription */
  subscribe(listener: (entry: JournalEntry) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
