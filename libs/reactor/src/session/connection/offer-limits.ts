import { ReactorError } from '../../errors/index.js';
import type { SessionOptions } from '../lifecycle/session.options.js';
import { TokenBucket } from '../../limits/token-bucket.js';

/** Connections whose rate is tracked; beyond, the one that offered first is reset. */
const CAPACITY = 1_024;

/**
 * Limits the cost of offers for a session: their rate per connection, and the number of new peers being negotiated at
 * once, each with its own sockets.
 */
export class OfferLimits {
  private readonly buckets = new Map<number, TokenBucket>();
  private negotiating = 0;

  constructor(
    private readonly options: Pick<SessionOptions, 'offersPerSecond' | 'offerBurst' | 'maxNegotiating'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Counts one offer against the connection's rate. Throws `rate_limited`. */
  pace(connectionId: number): void {
    const { offersPerSecond, offerBurst } = this.options;
    let bucket = this.buckets.get(connectionId);
    if (bucket === undefined) {
      bucket = new TokenBucket(offersPerSecond, offerBurst, this.now);
      this.buckets.set(connectionId, bucket);
      for (const oldest of this.buckets.keys()) {
        if (this.buckets.size <= CAPACITY) break;
        this.buckets.delete(oldest);
      }
    }
    const retryAfterMs = bucket.take();
    if (retryAfterMs === 0) return;
    throw new ReactorError(
      'rate_limited',
      `a connection may make ${offersPerSecond} offers a second; wait for the answer to the last one, or try again in ${retryAfterMs} ms`,
      { retryAfterMs },
    );
  }

  /**
   * Admits one new peer, which counts until the returned function is called; calling it again does nothing. Throws
   * `connection_limit`.
   */
  enter(): () => void {
    const { maxNegotiating } = this.options;
    if (maxNegotiating > 0 && this.negotiating >= maxNegotiating) {
      throw new ReactorError(
        'connection_limit',
        `${maxNegotiating} offers are already being answered; try again in a second`,
        { retryAfterMs: 1_000 },
      );
    }
    this.negotiating++;
    let inside = true;
    return () => {
      if (inside) this.negotiating--;
      inside = false;
    };
  }
}
