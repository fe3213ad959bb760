/** How long a client waits before it tries again. */
export interface BackoffOptions {
  /**
   * Milliseconds before the second attempt; twice as long before each further one.
   * @defaultValue 500
   */
  readonly firstMs?: number;
  /**
   * The longest wait, in milliseconds.
   * @defaultValue 10000
   */
  readonly largestMs?: number;
}

const FIRST_MS = 500;
const LARGEST_MS = 10_000;

/** A connection that lasted this long was stable: the next loss is retried soon. */
const GOOD_MS = 10_000;

/** How long to wait between attempts: twice as long each time, up to a bound. */
export class Backoff {
  private readonly firstMs: number;
  private readonly largestMs: number;
  private failures = 0;

  /** @param spread from 0 to 1; many clients that lost one server must not all reconnect at once */
  constructor(
    { firstMs = FIRST_MS, largestMs = LARGEST_MS }: BackoffOptions = {},
    private readonly spread: () => number = Math.random,
  ) {
    this.firstMs = firstMs;
    this.largestMs = largestMs;
  }

  /**
   * Milliseconds before the next attempt.
   *
   * @param largestMs the longest wait, where it is shorter than usual
   */
  next(largestMs = Infinity): number {
    const wait = Math.min(largestMs, this.largestMs, this.firstMs * 2 ** this.failures++);
    return Math.round(wait * (0.8 + 0.2 * this.spread()));
  }

  /** @param ms how long the ended connection lasted */
  lived(ms: number): void {
    if (ms >= GOOD_MS) this.failures = 0;
  }
}
