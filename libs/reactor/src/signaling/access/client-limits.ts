import { Inject, Injectable } from '@nestjs/common';
import { ReactorError } from '../../errors/index.js';
import { AddressBuckets } from '../../limits/address-buckets.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

/**
 * - `join`: each takes one of a session's connection ids, which are reused only after a while
 * - `offer`: over all connections of a client
 * - `request`: before any other work for it
 */
export type LimitedAction = 'join' | 'offer' | 'request';

/** Limits how often each client acts in a minute, over any interface. */
@Injectable()
export class ClientLimits {
  private readonly perMinute: Readonly<Record<LimitedAction, number>>;
  private readonly buckets: Readonly<Record<LimitedAction, AddressBuckets>>;

  constructor(@Inject(SIGNALING_OPTIONS) options: SignalingOptions) {
    const { joinsPerMinute, offersPerMinute, requestsPerMinute, maxCountedAddresses } = options;
    this.perMinute = { join: joinsPerMinute, offer: offersPerMinute, request: requestsPerMinute };
    const counted = (perMinute: number): AddressBuckets => new AddressBuckets(perMinute, maxCountedAddresses);
    this.buckets = {
      join: counted(joinsPerMinute),
      offer: counted(offersPerMinute),
      request: counted(requestsPerMinute),
    };
  }

  /** @param client its address, or its principal. Throws `rate_limited` beyond the limit. */
  check(action: LimitedAction, client: string): void {
    const retryAfterMs = this.buckets[action].take(client);
    if (retryAfterMs === 0) return;
    const seconds = Math.ceil(retryAfterMs / 1_000);
    throw new ReactorError('rate_limited', `${textOf(action, this.perMinute[action])}; try again in ${seconds} s`, {
      retryAfterMs,
    });
  }
}

function textOf(action: LimitedAction, perMinute: number): string {
  switch (action) {
    case 'join':
      return `an address may join ${perMinute} times a minute`;
    case 'offer':
      return `a client may make ${perMinute} offers a minute over all its connections`;
    case 'request':
      return `an address may send ${perMinute} requests a minute`;
  }
}
