import { TokenBucket } from '../session/index.js';

const SECONDS_IN_MINUTE = 60;

/** Rate limit of each address per minute. Beyond the maximum of addresses the one idle for longest is reset. */
export class AddressBuckets {
  private readonly buckets = new Map<string, TokenBucket>();

  /** @param perMinute zero or less: no limit, and nothing is counted */
  constructor(
    private readonly perMinute: number,
    private readonly maxAddresses: number,
  ) {}

  /** @returns zero where it is allowed, or the milliseconds until it would be */
  take(address: string): number {
    if (this.perMinute <= 0) return 0;
    const bucket = this.buckets.get(address) ?? new TokenBucket(this.perMinute / SECONDS_IN_MINUTE, this.perMinute);
    this.buckets.delete(address);
    this.buckets.set(address, bucket);
    for (const oldest of this.buckets.keys()) {
      if (this.buckets.size <= this.maxAddresses) break;
      this.buckets.delete(oldest);
    }
    return bucket.take();
  }
}
