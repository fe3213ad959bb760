import type { IncomingHttpHeaders } from 'node:http';

/**
 * The requested action, the same for every interface:
 *
 * - `start_session`: start a session, by request or by joining over a socket while none runs
 * - `stop_session`: end it, by request or by leaving over a socket with `stop`
 * - `join`: be a client of a session: a connection id, offers, answers and candidates; `join` on a socket
 * - `command`: send a command, over a socket or a data channel
 * - `upload`: announce a file, or send its bytes
 * - `socket`: open a signalling socket, which can only join at first
 * - `session`, `schema`, `health`, `metrics`, `events`, `ice_servers`, `clips`: read the route of that name
 */
export type AuthorizedAction =
  | 'start_session'
  | 'stop_session'
  | 'join'
  | 'command'
  | 'upload'
  | 'socket'
  | 'session'
  | 'schema'
  | 'health'
  | 'metrics'
  | 'events'
  | 'ice_servers'
  | 'clips';

/** How it is requested. */
export type AuthorizedEdge = 'http' | 'socket' | 'channel';

/**
 * A requested action, and what is known about the sender. Only the headers and the values of `params`, `query` and
 * `command` are raw client input: the spelling of a path has no effect.
 */
export interface AuthorizationRequest {
  /** A request, a message on a signalling socket or its opening, or a message on a data channel. */
  readonly edge: AuthorizedEdge;
  readonly action: AuthorizedAction;
  /**
   * The model's name: the default model's where the path names none. Absent for `socket`, and for an upload's bytes at
   * the root, which are identified by their id.
   */
  readonly model?: string;
  /** Of the session that is named in the path, joined, or commanded. */
  readonly sessionId?: string;
  /** Of the connection that is named in the path, or that sends a command. */
  readonly connectionId?: number;
  /** The command's name, unchecked. */
  readonly command?: string;
  /** The parameters of `signaling.path`, decoded: `{ ticket: 'sesame' }` for `/stream/:ticket`. */
  readonly params: Readonly<Record<string, string>>;
  /** Of the request, or of the one that opened the socket or made the connection. So are the three below. */
  readonly query: URLSearchParams;
  /** As Node provides them, with names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The address that limits count by: as reported by trusted proxies, of IPv6 the /64. */
  readonly address: string;
  /** The principal that `authorize` returned for that request. */
  readonly principal?: string;
}

/**
 * The client is allowed and identified: its resources belong to this principal, from whatever address it connects next.
 */
export interface AuthorizedPrincipal {
  /** An id of the application, the same for each request of one user and unique to them. */
  readonly principal: string;
}

/**
 * Is this allowed? Any result but `true` or a principal denies it with `unauthorized`, and Nest's `HttpException` with
 * its own status. Any other error is logged, and denied with `forbidden`.
 *
 * Also called for every command: a synchronous answer adds no wait.
 */
export type Authorize = (
  request: AuthorizationRequest,
) => boolean | AuthorizedPrincipal | Promise<boolean | AuthorizedPrincipal>;
