/**
 * Where session starts are counted, so that several processes can count together. Every storage of `@nestjs/throttler`
 * is one: the module's own, or those over Redis and others that its community keeps.
 */
export interface StartStorage {
  /**
   * Counts one start.
   *
   * @param key what is counted: `reactor:start:` and the address, an IPv6 address by its /64
   * @param ttl how long it counts, in milliseconds
   * @param limit how many may be in that time
   * @param blockDuration for how long more are refused from then on, in milliseconds
   * @param throttlerName always `reactor`
   */
  increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<{
    readonly isBlocked: boolean;
    /** Seconds. */
    readonly timeToBlockExpire: number;
  }>;
}
