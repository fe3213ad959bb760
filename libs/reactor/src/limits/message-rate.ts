import { TokenBucket } from './token-bucket.js';

/** A sender that exceeds its rate for this long without a pause counts as flooding. */
const FLOOD_MS = 10_000;

/** After this long within its rate, a sender's excess is reset. */
const CALM_MS = 1_000;

/** Limits the messages of one client, and detects a persistent flood. */
export class MessageRate {
  private readonly bucket: TokenBucket;
  private aboveSinceMs: number | undefined;
  private lastAboveMs = 0;

  /** @param perSecond on average, with a burst of twice as many; zero or less: no limit */
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

  /** Has it exceeded its rate for ten seconds? */
  get floods(): boolean {
    return this.aboveSinceMs !== undefined && this.lastAboveMs - this.aboveSinceMs >= FLOOD_MS;
  }
}
