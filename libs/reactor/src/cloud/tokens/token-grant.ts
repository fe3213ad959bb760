import type { Role } from '@nestjs-reactor/protocol';

/** What a token allows. */
export interface TokenGrant {
  /** Id of the API key that it was minted from. */
  readonly keyId: string;
  /** Who has it: an id that the key's owner gave, or one of the token's own. */
  readonly subject: string;
  readonly roles: readonly Role[];
  /**
   * By name.
   * @defaultValue all that the key may use
   */
  readonly models?: readonly string[];
  /** Ids of sessions that it may use beside its own. */
  readonly sessions: readonly string[];
  /** Sessions that it may start over its life; undefined: as many as the key. */
  readonly maxSessions?: number;
  /** Longest time of each session that it starts, in milliseconds. */
  readonly maxSessionMs?: number;
  readonly expiresAt: Date;
}
