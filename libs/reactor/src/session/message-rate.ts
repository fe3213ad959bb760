import { TokenBucket } from './token-bucket.js';

/** Above its rate for so long without a pause, a sender is taken for one that floods. */
const FLOOD_MS = 10_000;

/** So long within its rate, a sender begins anew. */
const CALM_MS = 1_000;

/** Bounds what one client sends, and tells when it goes on and on above the bound. */
export class MessageRate {
  private readonly bucket: TokenBucket;
  private aboveSinceMs: number | undefined;
  private lastAboveMs = 0;

  /** @param perSecond on average, with twice as many at once; zero or less: everything passes */
  constructor(
    perSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.bucket = new TokenBucket(perSecond, 2 * perSecond, now);
  }

  /** Counts one message. @returns zero where it is within the rate, or the milliseconds until it would be */
  take(): number {
    const waitMs = this.bucket.take();
    if (waitMs > 0) {
      const now = this.now();
      if (now - this.lastAboveMs > CALM_MS) this.aboveSinceMs = now;
      this.aboveSinceMs ??= now;
      this.lastAboveMs = now;
    }
    return waitMs;
  }

  /** Has it been above its rate for ten seconds? */
  get floods(): boolean {
    return this.aboveSinceMs !== undefined && this.lastAboveMs - this.aboveSinceMs >= FLOOD_MS;
  }
}
