/** Readings older than this do not count, in milliseconds: over a second, a few lost packets more or less are chance. */
const WINDOW_MS = 5_000;

/** Readings that are closer than this are taken for one, in milliseconds. */
const LEAST_SPAN_MS = 500;

interface Reading {
  readonly sent: number;
  readonly lost: number;
  readonly atMs: number;
}

/** Share of packets that were lost over the last seconds, from readings of two counters. */
export class RecentLoss {
  private readings: readonly Reading[] = [];

  /**
   * @param lost a total that may fall: packets that arrive late are lost no more
   * @param atMs on any clock that does not go back
   */
  note(sent: number, lost: number, atMs: number): void {
    const newest = this.readings.at(-1);
    if (newest !== undefined && atMs - newest.atMs < LEAST_SPAN_MS) return;
    // One that is older is where the window begins.
    const first = this.readings.findLastIndex((reading) => atMs - reading.atMs >= WINDOW_MS);
    this.readings = [...this.readings.slice(Math.max(0, first)), { sent, lost, atMs }];
  }

  /** 0 to 1; undefined before the second reading, and where nothing was sent. */
  get share(): number | undefined {
    const [from, to] = [this.readings[0], this.readings.at(-1)];
    if (from === undefined || to === undefined || to.sent <= from.sent) return undefined;
    return Math.min(1, Math.max(0, (to.lost - from.lost) / (to.sent - from.sent)));
  }
}
