import type { IncomingHttpHeaders } from 'node:http';
import type { Principal, Role } from '../../session/index.js';

/**
 * The requested action, the same for every interface:
 *
 * - `start_session`: start a session, by request or by joining over a socket while none runs
 * - `stop_session`: end it, by request or by leaving over a socket with `stop`
 * - `join`: be a client of a session: a connection id, offers, answers and candidates; `join` on a socket
 * - `upload`: announce a file, or send its bytes
 * - `socket`: open a signalling socket, which can only join at first
 * - `session`, `schema`, `health`, `metrics`, `events`, `ice_servers`, `clips`: read the route of that name
 *
 * What a client does on its connection, its commands and published tracks, is decided by the principal that joined.
 */
export type AuthorizedAction =
  | 'start_session'
  | 'stop_session'
  | 'join'
  | 'upload'
  | 'socket'
  | 'session'
  | 'schema'
  | 'health'
  | 'metrics'
  | 'events'
  | 'ice_servers'
  | 'clips';

/** The role that an action needs; undefined: none, for every client that the application knows. */
export const ROLE_OF_ACTION: Readonly<Record<AuthorizedAction, Role | undefined>> = {
  start_session: 'view',
  stop_session: 'operate',
  join: 'view',
  upload: 'control',
  socket: undefined,
  session: 'view',
  schema: 'view',
  health: undefined,
  metrics: 'operate',
  events: 'operate',
  ice_servers: 'view',
  clips: 'view',
};

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
  /** On a socket: the principal that the last answer named. */
  readonly principal?: Principal;
}

/**
 * Who asks, and is it allowed? `true` allows everything; on a socket its last principal stays then. A principal allows what
 * its roles say, refused with `forbidden` otherwise. Any other answer denies it with `unauthorized`, and Nest's
 * `HttpException` with its own status. Any other error, and a principal that is none, is logged and denied with `forbidden`.
 */
export type Authorize = (request: AuthorizationRequest) => boolean | Principal | Promise<boolean | Principal>;
