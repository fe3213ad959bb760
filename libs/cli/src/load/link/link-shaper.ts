/** What a direction of a link does to datagrams. Absent or 0 does nothing. */
export interface LinkConditions {
  /** Share of datagrams that are lost, 0 to 1, each on its own. */
  readonly loss?: number;
  /** On top of what the machine itself takes. */
  readonly delayMs?: number;
  /** Most that is added to `delayMs`, evenly spread. Datagrams keep their order. */
  readonly jitterMs?: number;
  readonly kbps?: number;
  /**
   * Longest that a datagram waits for those before it where `kbps` is set; who would wait longer is dropped, as in the queue
   * of a router. @defaultValue 200
   */
  readonly queueMs?: number;
}

const QUEUE_MS = 200;

/** Idle time that a token bucket saves up: a frame's datagrams that come at once pass at once. */
const BURST_MS = 5;

/** When a datagram arrives, on the clock of `now`, or why it does not. */
export type Passage = number | 'lost' | 'overflow';

/** One direction of a link as numbers: it holds no datagram and reads no clock. */
export class LinkShaper {
  /** When all that was accepted has left the queue. */
  private busyUntil = -Infinity;
  private lastArrival = -Infinity;

  constructor(
    public conditions: LinkConditions,
    private readonly random: () => number = Math.random,
  ) {}

  pass(bytes: number, nowMs: number): Passage {
    const { loss = 0, delayMs = 0, jitterMs = 0, kbps = 0, queueMs = QUEUE_MS } = this.conditions;
    if (loss > 0 && this.random() < loss) return 'lost';
    let departure = nowMs;
    if (kbps > 0) {
      const from = Math.max(this.busyUntil, nowMs - BURST_MS);
      const until = from + (bytes * 8) / kbps;
      if (until - nowMs > queueMs) return 'overflow';
      this.busyUntil = until;
      departure = Math.max(nowMs, until);
    }
    const arrival = departure + delayMs + (jitterMs > 0 ? this.random() * jitterMs : 0);
    this.lastArrival = Math.max(this.lastArrival, arrival);
    return this.lastArrival;
  }
}
