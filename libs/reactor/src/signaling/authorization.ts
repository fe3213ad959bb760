import type { IncomingHttpHeaders } from 'node:http';

/**
 * What is asked for, in one word for every way in:
 *
 * - `start_session`: start a session, by request or by joining over a socket while none runs
 * - `stop_session`: end it, by request or by leaving over a socket with `stop`
 * - `join`: be a client of a session: a connection id, offers, answers and candidates; `join` on a socket
 * - `command`: send a command, over a socket or a data channel
 * - `upload`: announce a file, or send its bytes
 * - `socket`: open a signalling socket, which may do nothing yet but join
 * - `session`, `schema`, `health`, `metrics`, `events`, `ice_servers`, `clips`: read what the route of that name tells
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

/** How it is asked for. */
export type AuthorizedEdge = 'http' | 'socket' | 'channel';

/**
 * What somebody asks for, and what is known of him. Nothing in it is text as a client wrote it, but for the headers and
 * the values of `params`, `query` and `command`: how a path was spelt changes nothing.
 */
export interface AuthorizationRequest {
  /** A request, a message on a signalling socket or its opening, or a message on a data channel. */
  readonly edge: AuthorizedEdge;
  readonly action: AuthorizedAction;
  /**
   * The model's name: the default model's where the path names none. Absent for `socket`, and for an upload's bytes at the
   * root, whose id alone tells whose they are.
   */
  readonly model?: string;
  /** Of the session that is named in the path, joined, or commanded. */
  readonly sessionId?: string;
  /** Of the connection that is named in the path, or that sends a command. */
  readonly connectionId?: number;
  /** The command's name, unchecked. */
  readonly command?: string;
  /** The parts of `signaling.path` that stand for any, decoded: `{ ticket: 'sesame' }` for `/stream/:ticket`. */
  readonly params: Readonly<Record<string, string>>;
  /** Of the request, or of the one that opened the socket or made the connection. So are the three below. */
  readonly query: URLSearchParams;
  /** As Node gives them, with names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The address that limits count by: what trusted proxies say of it, of IPv6 the /64. */
  readonly address: string;
  /** Whom `authorize` named for that request. */
  readonly principal?: string;
}

/** The client is let in, and known: what it makes is this principal's, from whatever address it comes next. */
export interface AuthorizedPrincipal {
  /** The same for each request of one user, and for no other: an id of the application's. */
  readonly principal: string;
}

/**
 * May this be done? Anything but `true` or a principal refuses it with `unauthorized`, and an `HttpException` of Nest's
 * with what it says. Whatever else is thrown is logged, and refused with `forbidden`.
 *
 * It is asked for every command too: an answer that is no promise costs a command no wait.
 */
export type Authorize = (
  request: AuthorizationRequest,
) => boolean | AuthorizedPrincipal | Promise<boolean | AuthorizedPrincipal>;
