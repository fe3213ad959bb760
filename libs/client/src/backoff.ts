const FIRST_MS = 500;
const LARGEST_MS = 10_000;

/** A connection that lasted this long was stable: the next loss is retried soon. */
const GOOD_MS = 10_000;

/** How long to wait between attempts: twice as long each time, never longer than ten seconds. */
export class Backoff {
  private failures = 0;

  /** @param spread from 0 to 1; many clients that lost one server must not all reconnect at once */
  constructor(private readonly spread: () => number = Math.random) {}

  /**
   * Milliseconds before the next attempt.
   *
   * @param largestMs the longest wait
   */
  next(largestMs = LARGEST_MS): number {
    const wait = Math.min(largestMs, FIRST_MS * 2 ** this.failures++);
    return Math.round(wait * (0.8 + 0.2 * this.spread()));
  }

  /** @param ms how long the ended connection lasted */
  lived(ms: number): void {
    if (ms >= GOOD_MS) this.failures = 0;
  }
}
