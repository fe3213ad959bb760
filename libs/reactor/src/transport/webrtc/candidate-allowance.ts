import { type PeerDrop, TokenBucket } from '../../session/index.js';

/** What one connection may still have of its client's candidates tried, over all its peers, offers and ICE restarts. */
export class CandidateAllowance {
  private readonly bucket: TokenBucket;
  private readonly logged = new Set<PeerDrop>();

  /** @param perMinute on average, and at once; zero: all are tried */
  constructor(perMinute: number) {
    this.bucket = new TokenBucket(perMinute / 60, perMinute);
  }

  /** Counts one candidate. @returns false where it is one too many */
  take(): boolean {
    return this.bucket.take() === 0;
  }

  /** Is this the first of the connection's that is dropped for this cause? */
  isFirst(cause: PeerDrop): boolean {
    const isFirst = !this.logged.has(cause);
    this.logged.add(cause);
    return isFirst;
  }
}
