import { ReactorError } from '../../errors/index.js';
import { checkLeast, checkLeastWhole, withDefaults } from '../../options.js';
import { RESTART_POLICIES, type RestartPolicy } from '../../authoring/index.js';
import type { HandOver } from '../access/seats.js';
import type { IceServer } from '../ports/index.js';
import type { TurnSecret } from '../connection/turn-credentials.js';

/** How sessions are kept. Times are milliseconds. */
export interface SessionOptions {
  /**
   * An empty session ends after this time: from its start until the first client, and after the last one left. Zero or
   * less keeps it forever.
   * @defaultValue 60000
   */
  orphanTimeoutMs: number;
  /**
   * Clients of one session at once, those still negotiating included; the next one is refused with `connection_limit`.
   * @defaultValue 64
   */
  maxConnections: number;
  /**
   * From an offer to its connection; afterwards the client's slot is freed. Zero or less waits forever. An ICE restart
   * has the same time; with zero or less it has `webrtc.disconnectGraceMs`.
   * @defaultValue 30000
   */
  negotiationTimeoutMs: number;
  /**
   * Offers that one connection may make in a second, on average; beyond, `rate_limited`. Each may create a peer with
   * its own sockets. Zero or less disables the limit.
   * @defaultValue 1
   */
  offersPerSecond: number;
  /**
   * The same, as a burst.
   * @defaultValue 10
   */
  offerBurst: number;
  /**
   * New peers of one session that may be negotiating from offer to answer at once; the next offer is refused with
   * `connection_limit`. A connection has one at most. Zero or less: as many as connections.
   * @defaultValue 32
   */
  maxNegotiating: number;
  /**
   * A client that sends nothing on its data channels for this long counts as disconnected. Clients that never ping by
   * design are exempt. Zero or less switches the watchdog off.
   * @defaultValue 20000
   */
  pingTimeoutMs: number;
  /**
   * How long the reply to an offer is delayed until the answer is ready, so that the client's first poll finds it.
   * @defaultValue 1000
   */
  answerWaitMs: number;
  /**
   * Each step of a session's end: the model's turn, the connections, the files. One that takes longer is logged and no
   * longer awaited, and the next begins. The turn has its own limit, `inference.turnTimeoutMs`, which should be less.
   * @defaultValue 15000
   */
  closeTimeoutMs: number;
  /**
   * Commands of one client that may be queued for the model at once; the next one is refused with `queue_full`.
   * @defaultValue 64
   */
  maxQueuedCommands: number;
  /**
   * Commands of all clients of a session that may be queued for the model at once; the next one is refused with
   * `queue_full`.
   * @defaultValue 1024
   */
  maxQueuedCommandsTotal: number;
  /**
   * Commands and other requests that one client may send in a second, on average; beyond, `rate_limited`. Zero or less
   * disables the limit.
   * @defaultValue 200
   */
  commandsPerSecond: number;
  /**
   * The same, as a burst after a quiet time.
   * @defaultValue 400
   */
  commandBurst: number;
  /**
   * ICE candidates of one connection that are queued until its offer arrives; beyond, the oldest are dropped and
   * counted.
   * @defaultValue 256
   */
  maxEarlyCandidates: number;
  /**
   * Connections without an offer for which candidates are queued; beyond, those of the oldest are dropped and counted.
   * @defaultValue 128
   */
  maxEarlyConnections: number;
  /**
   * Answers and failures stored until their clients poll for them; beyond, the oldest are dropped and counted.
   * @defaultValue 128
   */
  maxStagedAnswers: number;
  /**
   * Entries of each model's journal that a reader may still request; dashboards of the contract rely on the default.
   * @defaultValue 4096
   */
  journalCapacity: number;
  /**
   * How often a lost worker restarts in a row before its instance fails permanently: a session that ends normally, or a
   * minute without a loss, resets the count.
   * @defaultValue 3
   */
  maxRestarts: number;
  /**
   * Pause before the second restart in a row; each further one doubles it, up to a minute. The first has none.
   * @defaultValue 1000
   */
  restartBackoffMs: number;
  /**
   * How often each model is loaded, and so how many of its sessions run side by side, of models that do not name
   * `instances` themselves. Each instance takes the memory of the whole model.
   * @defaultValue 1
   */
  instances: number;
  /**
   * What a visitor gets who names no session, where a model has several instances: `own`, a session of his own while an
   * instance is free, or `shared`, the running session.
   * @defaultValue 'own'
   */
  visitors: 'own' | 'shared';
  /**
   * Clients of one session that may control it at once: send commands and publish. Further ones watch, until control is
   * handed over to them. The tabs of one visitor, and the connections of one principal, count once. Zero: everybody controls.
   * @defaultValue 0
   */
  controllers: number;
  /**
   * With `controllers`, who decides on control: `holder`, whoever has it, and a free seat is taken by the first who asks for
   * it or sends a command; or `operator`, clients with the role `operate`, who give it to others or to themselves.
   * @defaultValue 'holder'
   */
  handOver: HandOver;
  /**
   * What the loss of a worker costs, of models that do not name `restart` themselves: `end-session`, its session, or
   * `keep-session`, a pause: clients stay connected, and what they had set is applied again.
   * @defaultValue 'end-session'
   */
  restart: RestartPolicy;
  /**
   * STUN and TURN servers sent to clients and used by the engine. None by default: an unreachable one costs every
   * connection five seconds.
   * @defaultValue []
   */
  iceServers: readonly IceServer[];
  /**
   * TURN servers with short-lived credentials, derived from a secret that they share with this server (coturn's
   * `use-auth-secret`). Prefer it to credentials in `iceServers`, which every client that may request them can use
   * forever.
   * @defaultValue none
   */
  turn?: TurnSecret;
  /**
   * Let an offer name the client's own STUN and TURN servers, as the contract does: this machine then sends packets to
   * any address that a client names. Without it such an offer is refused with `forbidden`; a client may still name
   * those of `iceServers`, or none.
   * @defaultValue true
   */
  allowClientIceServers: boolean;
}

/** What holds of {@link SessionOptions} where an application gives nothing. */
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
  maxEarlyCandidates: 256,
  maxEarlyConnections: 128,
  maxStagedAnswers: 128,
  journalCapacity: 4_096,
  maxRestarts: 3,
  restartBackoffMs: 1_000,
  instances: 1,
  visitors: 'own',
  controllers: 0,
  handOver: 'holder',
  restart: 'end-session',
  iceServers: [],
  allowClientIceServers: true,
};

/** Injection token of the merged options. */
export const SESSION_OPTIONS = Symbol('SESSION_OPTIONS');

/** Fills in the defaults. Throws `bad_configuration` for an invalid limit. */
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
    restartBackoffMs: 0,
  });
  checkLeastWhole('session', merged, { instances: 1, controllers: 0 });
  checkChoice('visitors', merged.visitors, VISITORS);
  checkChoice('handOver', merged.handOver, HAND_OVERS);
  checkChoice('restart', merged.restart, RESTART_POLICIES);
  checkTurn(merged.turn);
  return merged;
}

const HAND_OVERS: readonly HandOver[] = ['holder', 'operator'];

const VISITORS: readonly SessionOptions['visitors'][] = ['own', 'shared'];

function checkChoice(option: string, value: unknown, choices: readonly string[]): void {
  if (choices.some((choice) => choice === value)) return;
  throw new ReactorError(
    'bad_configuration',
    `session.${option} must be one of ${choices.join(', ')} (got ${String(value)}); correct it or leave it out`,
  );
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
