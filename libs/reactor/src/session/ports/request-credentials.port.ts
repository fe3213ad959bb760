import type { IncomingHttpHeaders } from 'node:http';
import type { AuthorizedAction } from '../access/authorized-action.js';
import type { Principal } from '../access/principal.js';

/** A request, as far as its sender can be known from it. */
export interface CredentialsRequest {
  readonly edge: 'http' | 'socket';
  readonly action: AuthorizedAction;
  readonly sessionId?: string;
  /** As Node provides them, with names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The address that limits count by. */
  readonly address: string;
}

/** Reads the credentials that the server itself has given out. */
export interface RequestCredentials {
  /**
   * Who has the credentials of a request; undefined where it has none of this server. Rejects with the refusal where they are
   * not valid.
   */
  principalOf(request: CredentialsRequest): Promise<Principal | undefined>;

  /** A client without credentials. Throws `unauthorized` where the action needs some. */
  anonymous(request: CredentialsRequest): Principal;
}

/** Injection token; without a provider nobody has such credentials. */
export const RequestCredentials = Symbol('RequestCredentials');
