import { Inject, Injectable, Logger } from '@nestjs/common';
import { ReactorError } from '../../errors/index.js';
import { describe, LogRateLimiter } from '../../logging/index.js';
import { AddressBuckets } from '../../limits/address-buckets.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

const MINUTE_MS = 60_000;

/**
 * Limits how often each address requests a session start, over any interface: counted in this process, or in the
 * application's storage. A failing storage is logged, and meanwhile this process counts by itself.
 */
@Injectable()
export class StartLimit {
  private readonly starts: AddressBuckets;
  private readonly logger = new Logger(StartLimit.name);
  private readonly logLimit = new LogRateLimiter();

  constructor(@Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions) {
    this.starts = new AddressBuckets(options.sessionStartsPerMinute, options.maxCountedAddresses);
  }

  /** Rejects with `rate_limited` beyond the limit. */
  async check(address: string): Promise<void> {
    const limit = this.options.sessionStartsPerMinute;
    if (limit <= 0) return;
    const retryAfterMs = (await this.storedWait(address, limit)) ?? this.starts.take(address);
    if (retryAfterMs === 0) return;
    throw new ReactorError(
      'rate_limited',
      `an address may start ${limit} sessions a minute; try again in ${Math.ceil(retryAfterMs / 1_000)} s`,
      { retryAfterMs },
    );
  }

  /** @returns milliseconds, zero where allowed; undefined where the storage failed */
  private async storedWait(address: string, limit: number): Promise<number | undefined> {
    try {
      const count = this.options.startStorage?.increment(
        `reactor:start:${address}`,
        MINUTE_MS,
        limit,
        MINUTE_MS,
        'reactor',
      );
      const record = await count;
      if (record === undefined) return undefined;
      return record.isBlocked ? Math.max(1, record.timeToBlockExpire * 1_000) : 0;
    } catch (error) {
      this.logLimit.pass((unlogged) =>
        this.logger.error('signaling.startStorage failed; counting session starts in this process only', {
          error: describe(error),
          unlogged,
        }),
      );
      return undefined;
    }
  }
}
