import type { IncomingHttpHeaders } from 'node:http';
import type { AuthorizedAction, Principal } from '../../session/index.js';

/** How it is requested: by a request, or by a message on a signalling socket or its opening. */
export type AuthorizedEdge = 'http' | 'socket';

/**
 * A requested action, and what is known about the sender. Only the headers and the values of `params` and `query` are raw
 * client input: the spelling of a path has no effect.
 */
export interface AuthorizationRequest {
  readonly edge: AuthorizedEdge;
  readonly action: AuthorizedAction;
  /**
   * The model's name: the default model's where the path names none. Absent for `socket`, for the list of models, and for
   * an upload's bytes at the root, which are identified by their id.
   */
  readonly model?: string;
  /** Of the session that is named in the path, or joined. */
  readonly sessionId?: string;
  /** Of the connection that is named in the path. */
  readonly connectionId?: number;
  /** The parameters of `signaling.path`, decoded: `{ ticket: 'sesame' }` for `/stream/:ticket`. */
  readonly params: Readonly<Record<string, string>>;
  /** Of the request, or of the one that opened the socket. So are the two below. */
  readonly query: URLSearchParams;
  /** As Node provides them, with names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The address that limits count by: as reported by trusted proxies, of IPv6 the /64. */
  readonly address: string;
  /** With `cloud`: who has the token or the API key of the request. On a socket else the one that the last answer named. */
  readonly principal?: Principal;
}

/**
 * Who asks, and is it allowed? `true` allows everything; on a socket its last principal stays then, and with `cloud` that of the token. A principal allows what
 * its roles say, refused with `forbidden` otherwise. Any other answer denies it with `unauthorized`, and Nest's
 * `HttpException` with its own status. Any other error, and a principal that is none, is logged and denied with `forbidden`.
 */
export type Authorize = (request: AuthorizationRequest) => boolean | Principal | Promise<boolean | Principal>;
