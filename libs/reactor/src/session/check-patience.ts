import type { SessionClient } from './session-client.js';

/** Milliseconds that a client is not heard after its first check that was given up; each further one doubles it. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** How long a check that was given up makes those after it shorter. */
const REMEMBERED_MS = 60_000;

/** Milliseconds that a check is always allowed: a good one takes microseconds. */
const LEAST_LIMIT_MS = 20;

/**
 * Keeps clients of one session from spending the server's thread on checks that end in nothing. One whose check was given
 * up is not heard for a while, longer each time; and since it could come back as another client, each such check halves
 * the time of those that follow within a minute, whoever sends them.
 */
export class CheckPatience {
  /** When checks were given up, the oldest first. */
  private expiries: number[] = [];

  /** @param fullMs what a check may take where none was given up */
  constructor(
    private readonly fullMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** What the next check may take, in whole milliseconds. */
  get limitMs(): number {
    this.expiries = this.expiries.filter((atMs) => this.now() - atMs < REMEMBERED_MS);
    const halvedMs = Math.ceil(this.fullMs / 2 ** this.expiries.length);
    return Math.max(halvedMs, Math.min(LEAST_LIMIT_MS, this.fullMs));
  }

  /** This client's check was given up. */
  expired(client: SessionClient): void {
    this.expiries.push(this.now());
    client.checksExpired++;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (client.checksExpired - 1), LONGEST_PAUSE_MS);
    client.unheardUntilMs = this.now() + pauseMs;
  }
}
