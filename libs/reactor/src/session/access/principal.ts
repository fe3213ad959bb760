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
}
