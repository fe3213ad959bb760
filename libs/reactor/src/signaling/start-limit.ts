import { Inject, Injectable } from '@nestjs/common';
import { ReactorError } from '../errors/index.js';
import { TokenBucket } from '../session/index.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from './signaling.options.js';

const SECONDS_IN_MINUTE = 60;

/** Counts how often each address asks for a session to start, over whichever edge. */
@Injectable()
export class StartLimit {
  private readonly starts = new Map<string, TokenBucket>();

  constructor(@Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions) {}

  /** Throws `rate_limited` beyond the limit. */
  check(address: string): void {
    const limit = this.options.sessionStartsPerMinute;
    if (limit <= 0) return;
    const retryAfterMs = this.bucketOf(address, limit).take();
    if (retryAfterMs === 0) return;
    throw new ReactorError(
      'rate_limited',
      `an address may start ${limit} sessions a minute; try again in ${Math.ceil(retryAfterMs / 1_000)} s`,
      { retryAfterMs },
    );
  }

  private bucketOf(address: string, limit: number): TokenBucket {
    const bucket = this.starts.get(address) ?? new TokenBucket(limit / SECONDS_IN_MINUTE, limit);
    this.starts.delete(address);
    this.starts.set(address, bucket);
    for (const oldest of this.starts.keys()) {
      if (this.starts.size <= this.options.maxCountedAddresses) break;
      this.starts.delete(oldest);
    }
    return bucket;
  }
}
