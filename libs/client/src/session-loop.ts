import type { Notice } from '@nestjs-reactor/protocol';
import type { BackoffOptions } from './backoff.js';
import type { ClientPorts } from './client-ports.js';
import { ClientError, isRetryable, toClientError } from './client-error.js';
import { Connection, type Over } from './connection/connection.js';
import type { ModelMessage } from './connection/model-message.js';
import type { Health } from './http/reactor-api.js';
import type { Goal } from './connection/session-goal.js';
import { waysOf } from './media/media-ways.js';
import { NetworkMemory } from './media/network-memory.js';
import type { ShownFramesEvents } from './media/shown-frames.js';
import { type Observable, Variable } from './observable.js';
import { ReconnectPolicy } from './reconnect-policy.js';
import type { SessionStatus, SessionWish } from './session-status.js';
import type { SignalingSocket } from './signaling/signaling-socket.js';
import { sleep } from './sleep.js';
import { keptTicket } from './waiting/ticket-store.js';
import { type Waited, WaitingLine } from './waiting/waiting-line.js';
import type { Transport } from './transport.js';

/** What a loop is for, and what it needs. */
export interface SessionLoopOptions {
  readonly model: string | undefined;
  readonly frameMetadata: boolean;
  readonly transport: Transport;
  readonly waits: BackoffOptions;
  /** Wait in the waiting room: by itself to the end, or until it is told to claim; undefined: not. */
  readonly queue: 'auto' | 'ask' | undefined;
  /** Called once, at the first start: nothing of a browser is touched before. */
  readonly ports: () => ClientPorts;
}

/** What a loop reports besides its status. */
export interface SessionLoopEvents extends ShownFramesEvents {
  onMessage(message: ModelMessage): void;
  onNotice(notice: Notice): void;
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

/**
 * Keeps a client in a session of one model: waits while the model loads, joins the session that runs or starts one,
 * reconnects when the connection drops, and stops when the session has ended or retrying cannot help.
 *
 * One run at a time; `start` and `restart` begin a new one. It never rejects by itself: what goes wrong is its status.
 */
export class SessionLoop {
  private readonly state = new Variable<SessionStatus>({ kind: 'idle' });
  private readonly document = new Variable<Record<string, unknown> | undefined>(undefined);
  private readonly live = new Variable<Connection | undefined>(undefined);
  private readonly memory = new NetworkMemory();
  private opened: ClientPorts | undefined;
  private wish: SessionWish = 'running';
  private run = new AbortController();
  private nap = new AbortController();
  private policy: ReconnectPolicy;
  private line: WaitingLine | undefined;
  private readonly tickets = keptTicket();

  constructor(
    private readonly options: SessionLoopOptions,
    private readonly events: SessionLoopEvents,
  ) {
    this.policy = new ReconnectPolicy(options.waits);
  }

  get status(): Observable<SessionStatus> {
    return this.state;
  }

  /** The model's OpenAPI document, as it was asked for last: before each attempt to join. Undefined: not known yet. */
  get schema(): Observable<Record<string, unknown> | undefined> {
    return this.document;
  }

  /** Set while media flow and commands are taken; undefined otherwise. It is set before the status becomes `live`. */
  get connection(): Observable<Connection | undefined> {
    return this.live;
  }

  /**
   * Begins a new run, in place of one that goes on. Throws `no_browser` outside of one, where there are no other ports.
   *
   * @param wish as last time where it is undefined; `running` the first time
   */
  start(wish: SessionWish = this.wish): void {
    const ports = (this.opened ??= this.options.ports());
    this.wish = wish;
    this.run.abort();
    this.run = new AbortController();
    this.state.value = { kind: 'connecting', again: false };
    void this.keep(this.run.signal, ports);
  }

  /**
   * Resolves as soon as the client is in a session. Rejects when the run that goes on ends before that: with the error
   * that ended it, or `not_connected`. While the client still tries by itself it waits.
   */
  whenLive(): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const settle = (status: SessionStatus): void => {
        if (status.kind === 'live' && this.live.value !== undefined) resolve(this.live.value);
        else if (status.kind === 'ended') reject(notConnected(status.message));
        else if (status.kind === 'failed' && !isRetryable(status.error)) reject(status.error);
        else return;
        end();
      };
      const end = this.state.subscribe(settle);
      settle(this.state.value);
    });
  }

  /** Ends the session for all clients in it, and starts another. */
  async restart(): Promise<void> {
    const run = this.run;
    this.state.value = { kind: 'connecting', again: false };
    await this.live.value?.leave(true);
    if (this.run === run) this.start('own');
  }

  /** Leaves the session, or stops trying to get into one. Others stay in it. */
  async leave(): Promise<void> {
    const run = this.run;
    await this.live.value?.leave(false);
    if (this.run !== run || this.state.value.kind === 'ended' || this.state.value.kind === 'idle') return;
    this.line?.leave();
    run.abort();
    this.state.value = { kind: 'ended', reason: 'left', message: '' };
  }

  /** Takes the session that is held for this client. Nothing while its status is not `called`. */
  claim(): void {
    this.line?.claim();
  }

  /** Ends the wait before the next attempt. */
  retryNow(): void {
    this.nap.abort();
  }

  private async keep(run: AbortSignal, ports: ClientPorts): Promise<void> {
    const policy = (this.policy = new ReconnectPolicy(this.options.waits));
    const course: Course = {};
    while (!run.aborted) {
      const startedMs = performance.now();
      course.liveMs = undefined;
      try {
        const over = await this.attempt(run, course, ports);
        if (run.aborted) return;
        const again = policy.over(over, startedMs, course.liveMs);
        if (over.kind === 'ended' && !again) {
          this.state.value = { kind: 'ended', reason: over.reason, message: over.message };
          return;
        }
        this.state.value = this.connectingAgain();
      } catch (error) {
        if (run.aborted || !this.fail(toClientError(error))) return;
      }
      await this.pause(policy.next(), run);
    }
  }

  /** A new version of the model may declare other inputs: who hears of it finds the new schema already there. */
  private async take(notice: Notice): Promise<void> {
    const { value: connection } = this.live;
    if (notice.code === 'model_reloaded' && connection !== undefined) {
      const schema = await connection.schema().catch(() => undefined);
      if (schema !== undefined) this.document.value = schema;
    }
    this.events.onNotice(notice);
  }

  /** @returns how it ended once it was live or joined; rejects when it failed before */
  private async attempt(run: AbortSignal, course: Course, ports: ClientPorts): Promise<Over> {
    const { hasWaitingRoom = false } = await this.waitForModel(run, ports);
    const { model, frameMetadata, transport } = this.options;
    // Before a session is started that could not be watched.
    const ways = await waysOf(ports, transport, this.memory);
    const socket = await ports.openSocket();
    let connection: Connection | undefined;
    const close = (): void => {
      connection?.close();
      socket.close();
    };
    run.addEventListener('abort', close);
    try {
      run.throwIfAborted();
      const waited = hasWaitingRoom ? await this.waitForTurn(socket, ports) : undefined;
      run.throwIfAborted();
      if (waited?.kind === 'over') return { ...waited, kind: 'ended', retryable: false };
      const ticket = waited === undefined ? undefined : { id: waited.ticket, had: waited.had };
      connection = await Connection.join(
        socket,
        { model, frameMetadata, wish: this.wish, ticket, visitor: this.visitorAt(ports), ...course },
        {
          onMessage: (message) => this.events.onMessage(message),
          onNotice: (notice) => void this.take(notice),
          onShown: (shown) => this.events.onShown(shown),
          onMetadata: (metadata) => this.events.onMetadata(metadata),
          upload: (...upload) => ports.api.upload(...upload),
        },
      );
      const { over, entry, session } = connection;
      if (entry === 'fresh' || entry === 'replaced') course.started = { id: session.session_id, entry };
      const early = await Promise.race([connection.openMedia(ways), over]);
      run.throwIfAborted();
      if (early?.kind === 'ended') return early;
      if (early?.kind === 'lost') throw early.error;
      course.sessionId = session.session_id;
      course.started = undefined;
      course.liveMs = performance.now();
      this.policy.live();
      this.live.value = connection;
      this.state.value = { kind: 'live', entry };
      return await over;
    } finally {
      if (this.live.value === connection) this.live.value = undefined;
      run.removeEventListener('abort', close);
      close();
    }
  }

  /** The ticket that a client shows where it names a session: it may be the one that is its turn. */
  private visitorAt({ tickets = this.tickets }: ClientPorts): string | undefined {
    return this.options.queue === undefined ? undefined : tickets.get();
  }

  /** @returns undefined where the client does not wait, or the server has no waiting room */
  private async waitForTurn(
    socket: SignalingSocket,
    { tickets = this.tickets }: ClientPorts,
  ): Promise<Waited | undefined> {
    const { model, queue } = this.options;
    if (queue === undefined || (this.wish !== 'running' && this.wish !== 'own')) return undefined;
    const line = new WaitingLine(socket, {
      model,
      tickets,
      claimsAlone: queue === 'auto',
      onStatus: (status) => (this.state.value = status),
    });
    this.line = line;
    try {
      return await line.wait();
    } finally {
      this.line = undefined;
    }
  }

  /** The schema is available while the model loads, so that its controls can be shown already. */
  private async waitForModel(run: AbortSignal, { api }: ClientPorts): Promise<Health> {
    for (let asked = 0; ; asked++) {
      const health = await api.health();
      if (health.state === 'terminated') {
        throw ClientError.own('model_terminated', 'the model is not running any more; the log of the server says why');
      }
      if (asked === 0) this.document.value = await api.schema();
      run.throwIfAborted();
      if (health.state !== 'loading') return health;
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
    if (this.policy.expects(error)) {
      this.state.value = this.connectingAgain();
      return true;
    }
    this.state.value = { kind: 'failed', error, retryAtMs: undefined };
    return isRetryable(error);
  }

  private connectingAgain(): SessionStatus {
    return {
      kind: 'connecting',
      again: true,
      ...(this.policy.cause === undefined ? {} : { cause: this.policy.cause }),
    };
  }

  private async pause(ms: number, run: AbortSignal): Promise<void> {
    const { value } = this.state;
    if (value.kind === 'failed') this.state.value = { ...value, retryAtMs: Date.now() + ms };
    this.nap = new AbortController();
    await sleep(ms, AbortSignal.any([run, this.nap.signal]));
  }
}

/** @param message why there is no session; empty where that is not known */
export function notConnected(message: string): ClientError {
  return ClientError.own('not_connected', message || 'not in a session, so nothing was sent; await whenLive() first');
}
