import { type LinkConditions, LinkShaper } from './link-shaper.js';

/** Datagrams of one direction since the start. */
export interface LinkCounts {
  passed: number;
  bytes: number;
  lost: number;
  overflowed: number;
}

/** One direction of a link, in real time: each datagram is delivered when the shaper says, in order. */
export class LinkDirection {
  readonly counts: LinkCounts = { passed: 0, bytes: 0, lost: 0, overflowed: 0 };

  private readonly shaper: LinkShaper;
  private underWay: { readonly atMs: number; readonly deliver: () => void }[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(conditions: LinkConditions, random?: () => number) {
    this.shaper = new LinkShaper(conditions, random);
  }

  set conditions(conditions: LinkConditions) {
    this.shaper.conditions = conditions;
  }

  pass(bytes: number, deliver: () => void): void {
    const nowMs = performance.now();
    const passage = this.shaper.pass(bytes, nowMs);
    if (passage === 'lost') {
      this.counts.lost++;
      return;
    }
    if (passage === 'overflow') {
      this.counts.overflowed++;
      return;
    }
    this.counts.passed++;
    this.counts.bytes += bytes;
    if (passage <= nowMs && this.underWay.length === 0) {
      deliver();
      return;
    }
    this.underWay.push({ atMs: passage, deliver });
    this.timer ??= setTimeout(() => this.deliverDue(), passage - nowMs);
  }

  /** Drops what is under way. */
  close(): void {
    clearTimeout(this.timer);
    this.underWay = [];
  }

  private deliverDue(): void {
    this.timer = undefined;
    const nowMs = performance.now();
    // A timer may be a fraction of a millisecond early.
    const waiting = this.underWay.findIndex(({ atMs }) => atMs > nowMs + 0.5);
    const due = this.underWay.splice(0, waiting < 0 ? this.underWay.length : waiting);
    const [next] = this.underWay;
    if (next !== undefined) this.timer = setTimeout(() => this.deliverDue(), next.atMs - nowMs);
    for (const { deliver } of due) deliver();
  }
}
