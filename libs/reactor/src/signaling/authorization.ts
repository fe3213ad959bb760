import type { IncomingHttpHeaders } from 'node:http';

/** What is known of whoever asks for something of the surface's. */
export interface AuthorizationRequest {
  /** A request, or the opening of a signalling socket. */
  readonly edge: 'http' | 'socket';
  readonly method: string;
  /** The contract's own part of the path, without prefix and model: `/start_session`, `/signaling`. */
  readonly path: string;
  /** The target as it was sent, with prefix and query: `/api/signaling?token=…`. */
  readonly url: string;
  /** As Node gives them, with names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The address that limits count by: what trusted proxies say of it, of IPv6 the /64. */
  readonly address: string;
  /** Named in the path; undefined for the default model, and for a socket, which names one when it joins. */
  readonly model?: string;
}

/** The client is let in, and known: what it makes is this principal's, from whatever address it comes next. */
export interface AuthorizedPrincipal {
  /** The same for each request of one user, and for no other: an id of the application's. */
  readonly principal: string;
}

/**
 * May this request be served? Anything but `true` or a principal refuses it with `unauthorized`, and an `HttpException` of
 * Nest's with what it says. Whatever else is thrown is logged, and refused with `forbidden`.
 */
export type Authorize = (
  request: AuthorizationRequest,
) => boolean | AuthorizedPrincipal | Promise<boolean | AuthorizedPrincipal>;
