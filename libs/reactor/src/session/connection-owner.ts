import type { MayCommand } from './command-authorization.js';

/** The surface that a connection was made over; requests over another one do not reach it. */
export type ConnectionSurface = 'flat' | 'rest' | 'socket';

/** Who made a connection, and over which surface. */
export interface ConnectionOwner {
  readonly surface: ConnectionSurface;
  /**
   * The principal that the application's `authorize` named, or else the client's address, in a form that tells the two
   * apart. Empty where the surface itself identifies the client, as its own socket does.
   */
  readonly caller: string;
  /** Asked for each command of the connection; absent where every command may be sent. */
  readonly mayCommand?: MayCommand;
}

export function isSameOwner(one: ConnectionOwner, other: ConnectionOwner): boolean {
  return one.surface === other.surface && one.caller === other.caller;
}
