import type { Role } from '@nestjs-reactor/protocol';

/**
 * What a request asks for, the same for every interface:
 *
 * - `start_session`: start a session, by request or by joining over a socket while none runs
 * - `stop_session`: end it, by request or by leaving over a socket with `stop`
 * - `join`: be a client of a session: a connection id, offers, answers and candidates; `join` on a socket
 * - `publish`: feed an input of a model over WHIP
 * - `wait`: take a place in the waiting room, and give it up
 * - `upload`: announce a file, or send its bytes
 * - `socket`: open a signalling socket, which can only join at first
 * - `restream`: send a session on to the server of `restream.url`, stop that, or read how it stands
 * - `end_session`: end a session by its id, as the one who started it may, and an operator
 * - `sessions`: list sessions
 * - `tokens`: mint a token; needs an API key
 * - `usage`: what an account has used
 * - `session`, `queue`, `schema`, `health`, `metrics`, `stats`, `events`, `ice_servers`, `snapshot`, `clips`: read the route of that name
 *
 * What a client does on its connection, its commands and published tracks, is decided by the principal that joined.
 */
export type AuthorizedAction =
  | 'start_session'
  | 'stop_session'
  | 'join'
  | 'publish'
  | 'wait'
  | 'upload'
  | 'socket'
  | 'session'
  | 'queue'
  | 'schema'
  | 'health'
  | 'metrics'
  | 'stats'
  | 'events'
  | 'ice_servers'
  | 'snapshot'
  | 'clips'
  | 'restream'
  | 'end_session'
  | 'sessions'
  | 'tokens'
  | 'usage';

/** The role that an action needs; undefined: none, for every client that the application knows. */
export const ROLE_OF_ACTION: Readonly<Record<AuthorizedAction, Role | undefined>> = {
  start_session: 'view',
  stop_session: 'operate',
  join: 'view',
  publish: 'publish',
  wait: 'view',
  upload: 'control',
  socket: undefined,
  session: 'view',
  queue: 'view',
  schema: 'view',
  health: undefined,
  metrics: 'operate',
  stats: 'operate',
  events: 'operate',
  ice_servers: 'view',
  snapshot: 'view',
  clips: 'view',
  restream: 'operate',
  end_session: 'view',
  sessions: 'view',
  tokens: undefined,
  usage: undefined,
};
