import type { Participant } from '../connection/participant.js';

/** Milliseconds that a client is blocked after its first check that timed out; each further one doubles it. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** How long a check that timed out shortens those after it, in milliseconds. */
const REMEMBERED_MS = 60_000;

/** Least limit of a check, in milliseconds: a valid one takes microseconds. */
const LEAST_LIMIT_MS = 20;

/**
 * Keeps clients of one session from blocking the server's thread with checks that time out. A client whose check timed
 * out is blocked for a while, longer each time; and since it could reconnect as another client, each such check halves
 * the limit of those that follow within a minute, for all clients.
 */
export class CheckPatience {
  /** When checks timed out, the oldest first. */
  private expiries: number[] = [];

  /** @param fullMs limit of a check where none timed out */
  constructor(
    private readonly fullMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Limit of the next check, in whole milliseconds. */
  get limitMs(): number {
    this.expiries = this.expiries.filter((atMs) => this.now() - atMs < REMEMBERED_MS);
    const halvedMs = Math.ceil(this.fullMs / 2 ** this.expiries.length);
    return Math.max(halvedMs, Math.min(LEAST_LIMIT_MS, this.fullMs));
  }

  /** This client's check timed out. */
  expired(client: Participant): void {
    this.expiries.push(this.now());
    client.checksExpired++;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (client.checksExpired - 1), LONGEST_PAUSE_MS);
    client.unheardUntilMs = this.now() + pauseMs;
  }
}
