import type { Principal } from '../access/principal.js';

/** The signalling interface that a connection was made over; requests over another one do not reach it. `outside`: none. */
export type ConnectionSurface = 'flat' | 'rest' | 'socket' | 'whep' | 'whip' | 'outside';

/** The caller that made a connection, and its signalling interface. */
export interface ConnectionOwner {
  readonly surface: ConnectionSurface;
  /**
   * The principal that the application's `authorize` named, or else the client's address, in a form that distinguishes
   * the two. Empty where the interface itself identifies the client, as its own socket or its secret address does.
   */
  readonly caller: string;
  /** IP address that its requests come from; absent where an untrusted proxy is in between. */
  readonly address?: string;
  /** What it may do on the connection; absent: everything. */
  readonly principal?: Principal | undefined;
}

export function isSameOwner(one: ConnectionOwner, other: ConnectionOwner): boolean {
  return one.surface === other.surface && one.caller === other.caller;
}
