import type { Role } from '@nestjs-reactor/protocol';

/** Who a client is in the application, and what it may do. */
export interface Principal {
  /**
   * An id of the application, the same for each request of one user and unique to them. Connections and files belong to
   * it, from whatever address the user connects next.
   */
  readonly id: string;
  readonly roles: readonly Role[];
  /**
   * The models that it may use, by name.
   * @defaultValue all
   */
  readonly models?: readonly string[];
  /**
   * With the role `control`, the commands that it may send, by name.
   * @defaultValue all
   */
  readonly commands?: readonly string[];
  /**
   * From this time its requests are refused with `unauthorized`, and its connections end with `authorization_expired`.
   * A `Date`, so that seconds and milliseconds cannot be confused: of a JWT it is `new Date(claims.exp * 1000)`.
   * @defaultValue never
   */
  readonly expiresAt?: Date;
  /**
   * Whom its sessions are counted for: of a token the id of its API key. A principal of an account that has no `sessions` may
   * use all sessions of that account.
   * @defaultValue nobody
   */
  readonly account?: string;
  /**
   * Sessions that it may use beside those that it started, by id. Sessions that such a principal, or one of
   * an account, starts are private: others neither see nor join them.
   * @defaultValue all that are not private
   */
  readonly sessions?: readonly string[];
  /**
   * Sessions that it may start over its life; zero: none. Beyond: `forbidden`.
   * @defaultValue any number
   */
  readonly maxSessions?: number;
  /**
   * Sessions that its account may have at once; one more is refused with `session_limit`. Zero: any number.
   * @defaultValue any number
   */
  readonly maxAccountSessions?: number;
  /**
   * Longest time of each session that it starts, in milliseconds.
   * @defaultValue no limit
   */
  readonly maxSessionMs?: number;
}
