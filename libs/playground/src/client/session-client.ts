import { type ReadonlySignal, signal } from '@preact/signals';
import { Backoff } from './backoff.js';
import { ClientError } from './client-error.js';
import { Connection, type Goal, type LinkFactory, type ModelMessage, type Over } from './connection.js';
import { problemOf } from './problem.js';
import type { ReactorApi } from './reactor-api.js';
import type { SessionStatus } from './session-status.js';
import { type SignalingSocket, toClientError } from './signaling-socket.js';
import { sleep } from './sleep.js';

/** Dependencies of the client. */
export interface ClientPorts {
  readonly api: Pick<ReactorApi, 'health' | 'schema'>;
  readonly openSocket: () => Promise<SignalingSocket>;
  readonly createLink: LinkFactory;
  /** Does this browser have WebRTC? */
  readonly hasWebRtc: () => boolean;
}

export interface ClientListener {
  /** Before each try to join, and while the model loads. */
  readonly onSchema: (schema: Record<string, unknown>) => void;
  readonly onMessage: (message: ModelMessage) => void;
  /** Media flow and commands are taken, from now until the status changes. */
  readonly onLive: (connection: Connection) => void;
  /** Of the connection that was live. */
  readonly onOver: () => void;
}

/** What one run knows over its attempts. */
interface Course {
  /** The last session that was live here. */
  sessionId?: string;
  /** A session that an attempt started, without becoming live in it. */
  started?: Goal['started'];
  /** Monotonic milliseconds; undefined: this attempt has not become live. */
  liveMs?: number | undefined;
}

const HEALTH_PERIOD_MS = 1_000;

/** From a temporary end on, a server that cannot be reached is taken for one that restarts. */
const RESTART_MS = 60_000;

/** While it restarts it is asked more often than one that is away. */
const RESTART_PERIOD_MS = 2_000;

/** A worker lost sooner than this after it served this page counts as an early loss. */
const EARLY_LOSS_MS = 10_000;

/**
 * This many early losses in a row may be caused by this page's own settings, which it would apply again: the user
 * decides.
 */
const MAX_EARLY_LOSSES = 2;

/** Errors of a restarting server, or no answer at all. */
const WHILE_RESTARTING: ReadonlySet<string> = new Set([
  'unreachable',
  'socket_closed',
  'socket_blocked',
  'no_answer',
  'shutting_down',
  'session_busy',
]);

/**
 * Keeps this page in a session: waits while the model loads, joins, reconnects when the connection drops, and stops
 * when the session has ended or retrying cannot help. One run at a time; `start` and `restart` begin a new one.
 */
export class Participant {
  private readonly state = signal<SessionStatus>({ kind: 'connecting', again: false });
  private run = new AbortController();
  private nap = new AbortController();
  private live: Connection | undefined;
  /** The server announced that it will be back. */
  private restarting: { readonly cause: string; readonly untilMs: number } | undefined;

  constructor(
    private readonly ports: ClientPorts,
    private readonly model: string | undefined,
    private readonly listener: ClientListener,
  ) {}

  get status(): ReadonlySignal<SessionStatus> {
    return this.state;
  }

  /** Undefined unless the status is `live`. */
  get connection(): Connection | undefined {
    return this.live;
  }

  start(): void {
    this.run.abort();
    this.run = new AbortController();
    this.state.value = { kind: 'connecting', again: false };
    void this.keep(this.run.signal);
  }

  /** Ends the session for all clients in it, and starts another. */
  async restart(): Promise<void> {
    const run = this.run;
    this.state.value = { kind: 'connecting', again: false };
    await this.live?.leave(true);
    if (this.run === run) this.start();
  }

  /** Leaves the session; others stay in it. */
  async leave(): Promise<void> {
    await this.live?.leave(false);
  }

  /** Ends the wait before the next attempt. */
  retryNow(): void {
    this.nap.abort();
  }

  private async keep(run: AbortSignal): Promise<void> {
    const backoff = new Backoff();
    const course: Course = {};
    let earlyLosses = 0;
    this.restarting = undefined;
    while (!run.aborted) {
      const startedMs = performance.now();
      course.liveMs = undefined;
      try {
        const over = await this.attempt(run, course);
        if (run.aborted) return;
        const early = course.liveMs === undefined || performance.now() - course.liveMs < EARLY_LOSS_MS;
        earlyLosses = over.kind === 'ended' && over.reason === 'worker_lost' && early ? earlyLosses + 1 : 0;
        if (over.kind === 'ended' && (!over.retryable || earlyLosses >= MAX_EARLY_LOSSES)) {
          this.state.value = { kind: 'ended', reason: over.reason, message: over.message };
          return;
        }
        backoff.lived(performance.now() - startedMs);
        if (over.kind === 'ended') this.restarting = { cause: over.reason, untilMs: performance.now() + RESTART_MS };
        this.state.value = this.connectingAgain();
      } catch (error) {
        if (run.aborted || !this.fail(toClientError(error))) return;
      }
      await this.pause(this.isRestarting ? backoff.next(RESTART_PERIOD_MS) : backoff.next(), run);
    }
  }

  /** @returns how it ended once it was live or joined; rejects when it failed before */
  private async attempt(run: AbortSignal, course: Course): Promise<Over> {
    await this.waitForModel(run);
    // Before a session is started that could not be watched.
    if (!this.ports.hasWebRtc()) throw ClientError.own('no_webrtc', 'this browser cannot receive video by WebRTC');
    const socket = await this.ports.openSocket();
    let connection: Connection | undefined;
    const close = (): void => {
      connection?.close();
      socket.close();
    };
    run.addEventListener('abort', close);
    try {
      run.throwIfAborted();
      connection = await Connection.join(socket, { model: this.model, ...course }, this.listener.onMessage);
      const { over, entry, session } = connection;
      if (entry === 'fresh' || entry === 'replaced') course.started = { id: session.session_id, entry };
      const early = await Promise.race([connection.openMedia(this.ports.createLink), over]);
      run.throwIfAborted();
      if (early?.kind === 'ended') return early;
      if (early?.kind === 'lost') throw early.error;
      course.sessionId = session.session_id;
      course.started = undefined;
      course.liveMs = performance.now();
      this.restarting = undefined;
      this.live = connection;
      this.state.value = { kind: 'live', entry };
      this.listener.onLive(connection);
      return await over;
    } finally {
      if (this.live !== undefined) this.listener.onOver();
      this.live = undefined;
      run.removeEventListener('abort', close);
      close();
    }
  }

  /** The schema is available while the model loads, so that its controls can be shown already. */
  private async waitForModel(run: AbortSignal): Promise<void> {
    for (let asked = 0; ; asked++) {
      const health = await this.ports.api.health();
      if (health.state === 'terminated') {
        throw new ClientError('model_terminated', 'the model is not running any more; the log of the server says why');
      }
      if (asked === 0) this.listener.onSchema(await this.ports.api.schema());
      run.throwIfAborted();
      if (health.state !== 'loading') return;
      this.state.value = { kind: 'loading' };
      await this.pause(HEALTH_PERIOD_MS, run);
      run.throwIfAborted();
    }
  }

  /** @returns whether to try again */
  private fail(error: ClientError): boolean {
    if (error.code === 'model_loading') {
      this.state.value = { kind: 'loading' };
      return true;
    }
    if (this.isRestarting && WHILE_RESTARTING.has(error.code)) {
      this.state.value = this.connectingAgain();
      return true;
    }
    const problem = problemOf(error);
    this.state.value = { kind: 'failed', problem, retryAtMs: undefined };
    return problem.retry;
  }

  private get isRestarting(): boolean {
    return this.restarting !== undefined && performance.now() < this.restarting.untilMs;
  }

  private connectingAgain(): SessionStatus {
    return {
      kind: 'connecting',
      again: true,
      ...(this.restarting === undefined ? {} : { cause: this.restarting.cause }),
    };
  }

  private async pause(ms: number, run: AbortSignal): Promise<void> {
    const { value } = this.state;
    if (value.kind === 'failed') this.state.value = { ...value, retryAtMs: Date.now() + ms };
    this.nap = new AbortController();
    await sleep(ms, AbortSignal.any([run, this.nap.signal]));
  }
}
