import { Inject, Injectable } from '@nestjs/common';
import { ReactorError } from '../../errors/index.js';
import { AddressBuckets } from '../../limits/address-buckets.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

/** Limits the requests of each address, before any other work for them. */
@Injectable()
export class RequestLimit {
  private readonly requests: AddressBuckets;

  constructor(@Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions) {
    this.requests = new AddressBuckets(options.requestsPerMinute, options.maxCountedAddresses);
  }

  /** Throws `rate_limited` beyond the limit. */
  check(address: string): void {
    const retryAfterMs = this.requests.take(address);
    if (retryAfterMs === 0) return;
    throw new ReactorError(
      'rate_limited',
      `an address may send ${this.options.requestsPerMinute} requests a minute; try again in ${Math.ceil(retryAfterMs / 1_000)} s`,
      { retryAfterMs },
    );
  }
}
