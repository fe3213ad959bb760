import { Inject, Injectable } from '@nestjs/common';
import { ReactorError } from '../../errors/index.js';
import { AddressBuckets } from '../../limits/address-buckets.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

/**
 * Limits how often each address joins a session, over any interface: each join takes one of a session's connection ids,
 * which are reused only after a while.
 */
@Injectable()
export class JoinLimit {
  private readonly joins: AddressBuckets;

  constructor(@Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions) {
    this.joins = new AddressBuckets(options.joinsPerMinute, options.maxCountedAddresses);
  }

  /** Throws `rate_limited` beyond the limit. */
  check(address: string): void {
    const retryAfterMs = this.joins.take(address);
    if (retryAfterMs === 0) return;
    throw new ReactorError(
      'rate_limited',
      `an address may join ${this.options.joinsPerMinute} times a minute; try again in ${Math.ceil(retryAfterMs / 1_000)} s`,
      { retryAfterMs },
    );
  }
}
