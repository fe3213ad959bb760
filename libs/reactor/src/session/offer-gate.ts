import { ReactorError } from '../errors/index.js';
import type { SessionOptions } from './session.options.js';
import { TokenBucket } from './token-bucket.js';

/** Connections whose pace is remembered; the one that offered first begins anew. */
const CAPACITY = 1_024;

/**
 * Bounds what offers cost a session: how often one connection may make one, whoever answers it, and how many new peers may
 * be under way at once, each with sockets of its own.
 */
export class OfferGate {
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
   * Lets one new peer in, which counts until the function returned is called; calling it again does nothing. Throws
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
