import { TokenBucket } from '../session/index.js';

const SECONDS_IN_MINUTE = 60;

/** What each address may do in a minute. Of too many addresses the one that was quiet longest begins anew. */
export class AddressBuckets {
  private readonly buckets = new Map<string, TokenBucket>();

  /** @param perMinute zero or less: everything passes, and nothing is counted */
  constructor(
    private readonly perMinute: number,
    private readonly maxAddresses: number,
  ) {}

  /** @returns zero where it passes, or the milliseconds until it would */
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
