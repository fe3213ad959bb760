import { CHECK_LIMIT_MS } from '../contract/index.js';
import { ReactorError } from '../errors/index.js';
import { checkLeast, checkLeastWhole, withDefaults } from '../options.js';
import type { IceServer } from './ports/index.js';
import type { TurnSecret } from './turn-credentials.js';

/** How sessions are kept. Times are milliseconds. */
export interface SessionOptions {
  /**
   * A session nobody is in ends after this time: from its start until the first client, and after the last one left.
   * Zero or less keeps it for ever.
   * @defaultValue 60000
   */
  orphanTimeoutMs: number;
  /**
   * Clients of one session at once, those still negotiating included; the next one is refused with `connection_limit`.
   * @defaultValue 64
   */
  maxConnections: number;
  /**
   * From an offer to its connection; afterwards the client's slot is freed. Zero or less waits for ever. An ICE restart has
   * the same time; with zero or less it has `webrtc.disconnectGraceMs`.
   * @defaultValue 30000
   */
  negotiationTimeoutMs: number;
  /**
   * Offers that one connection may make in a second, on average; beyond, `rate_limited`. Each may cost a peer with sockets
   * of its own. Zero or less does not count them.
   * @defaultValue 1
   */
  offersPerSecond: number;
  /**
   * The same, at once.
   * @defaultValue 10
   */
  offerBurst: number;
  /**
   * New peers of one session that may be under way from offer to answer at once; the next offer is refused with
   * `connection_limit`. A connection has one at most. Zero or less: as many as connections.
   * @defaultValue 32
   */
  maxNegotiating: number;
  /**
   * A client that sends nothing on its data channels for this long is taken for gone. Clients that never ping by design
   * are exempt. Zero or less switches the watchdog off.
   * @defaultValue 20000
   */
  pingTimeoutMs: number;
  /**
   * How long the reply to an offer is held back for the answer to be ready, so that the client's first poll finds it.
   * @defaultValue 1000
   */
  answerWaitMs: number;
  /**
   * Each step of a session's end: the model's turn, the connections, the files. One that takes longer is logged and left
   * to itself, and the next begins. The turn has a limit of its own, `inference.turnTimeoutMs`, which should be less.
   * @defaultValue 15000
   */
  closeTimeoutMs: number;
  /**
   * Commands of one client that wait for the model at once; the next one is refused with `queue_full`.
   * @defaultValue 64
   */
  maxQueuedCommands: number;
  /**
   * Commands of all clients of a session that wait for the model at once; the next one is refused with `queue_full`.
   * @defaultValue 1024
   */
  maxQueuedCommandsTotal: number;
  /**
   * Commands and other requests that one client may send in a second, on average; beyond, `rate_limited`. Zero or less
   * does not count them.
   * @defaultValue 200
   */
  commandsPerSecond: number;
  /**
   * The same, at once: what a client that was quiet may catch up on.
   * @defaultValue 400
   */
  commandBurst: number;
  /**
   * How long the check of one command may take whose fields have patterns, lists of objects or rules of the author's
   * own; then it is refused with `invalid_command`. Whole milliseconds, during which no other session's pictures are
   * sent: shorter protects them, longer spares good commands on a machine that is very busy.
   * @defaultValue 500
   */
  checkTimeoutMs: number;
  /**
   * ICE candidates of one connection that are kept while its offer is not there yet; beyond, the oldest go, counted.
   * @defaultValue 256
   */
  maxEarlyCandidates: number;
  /**
   * Connections without an offer that candidates are kept for; beyond, those of the oldest go, counted.
   * @defaultValue 128
   */
  maxEarlyConnections: number;
  /**
   * Answers, and failures, that wait for their clients to poll for them; beyond, the oldest go, counted.
   * @defaultValue 128
   */
  maxStagedAnswers: number;
  /**
   * Entries of each model's journal that a reader may still ask for; dashboards of the contract count on the default.
   * @defaultValue 4096
   */
  journalCapacity: number;
  /**
   * How often a lost worker is started again in a row before the model cannot be recovered: a session that ends well starts the
   * count anew.
   * @defaultValue 3
   */
  maxRestarts: number;
  /**
   * STUN and TURN servers told to clients and used by the engine. None by default: an unreachable one costs every
   * connection five seconds.
   * @defaultValue []
   */
  iceServers: readonly IceServer[];
  /**
   * TURN servers with short-lived credentials, made of a secret that they share with this server (coturn's
   * `use-auth-secret`). Prefer it to credentials in `iceServers`, which whoever may ask for them can use for ever.
   * @defaultValue none
   */
  turn?: TurnSecret;
  /**
   * Let an offer name STUN and TURN servers of the client's own, as the contract does: this machine then sends packets to
   * whatever address a client says. Without it such an offer is refused with `forbidden`; a client may still name those of
   * `iceServers`, or none.
   * @defaultValue true
   */
  allowClientIceServers: boolean;
}

export const DEFAULT_SESSION_OPTIONS: Readonly<SessionOptions> = {
  orphanTimeoutMs: 60_000,
  maxConnections: 64,
  negotiationTimeoutMs: 30_000,
  offersPerSecond: 1,
  offerBurst: 10,
  maxNegotiating: 32,
  pingTimeoutMs: 20_000,
  answerWaitMs: 1_000,
  closeTimeoutMs: 15_000,
  maxQueuedCommands: 64,
  maxQueuedCommandsTotal: 1_024,
  commandsPerSecond: 200,
  commandBurst: 400,
  checkTimeoutMs: CHECK_LIMIT_MS,
  maxEarlyCandidates: 256,
  maxEarlyConnections: 128,
  maxStagedAnswers: 128,
  journalCapacity: 4_096,
  maxRestarts: 3,
  iceServers: [],
  allowClientIceServers: true,
};

/** Injection token of the merged options. */
export const SESSION_OPTIONS = Symbol('SESSION_OPTIONS');

/** Fills in the defaults. Throws `bad_configuration` for a limit that cannot be. */
export function mergeSessionOptions(options: Partial<SessionOptions> = {}): SessionOptions {
  const merged = withDefaults(DEFAULT_SESSION_OPTIONS, options);
  checkLeast('session', merged, {
    answerWaitMs: 0,
    closeTimeoutMs: 1,
    maxQueuedCommands: 1,
    maxQueuedCommandsTotal: 1,
    commandBurst: 1,
    offerBurst: 1,
    maxEarlyCandidates: 1,
    maxEarlyConnections: 1,
    maxStagedAnswers: 1,
    journalCapacity: 1,
    maxRestarts: 0,
  });
  checkLeastWhole('session', merged, { checkTimeoutMs: 1 });
  checkTurn(merged.turn);
  return merged;
}

function checkTurn(turn: TurnSecret | undefined): void {
  if (turn === undefined) return;
  const { urls, secret, ttlSeconds = 1 } = turn;
  const isSound =
    Array.isArray(urls) &&
    urls.length > 0 &&
    urls.every((url) => /^turns?:.+/.test(url)) &&
    typeof secret === 'string' &&
    secret !== '' &&
    Number.isFinite(ttlSeconds) &&
    ttlSeconds >= 1;
  if (isSound) return;
  throw new ReactorError(
    'bad_configuration',
    'session.turn must have urls that begin with turn: or turns:, a secret, and ttlSeconds of at least 1; correct it or leave it out',
  );
}
