import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { SessionDescriptor } from '@nestjs-reactor/protocol';
import { renderSchema, type ModelContract } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import type { MediaChunk } from '../../media/index.js';
import { LogLine } from '../../logging/index.js';
import { describeSession } from '../lifecycle/session-descriptor.js';
import { JournalDetail } from '../lifecycle/journal-detail.js';
import type { Measurement, WorkerStats } from '../lifecycle/measurement.js';
import { healthOf, type ModelHealth } from './model-health.js';
import { OrphanTimer } from '../lifecycle/orphan-timer.js';
import type {
  FileStore,
  IceServer,
  InputChange,
  MediaEngine,
  ModelFailure,
  ModelHost,
  ModelHostListener,
  WireMessage,
} from '../ports/index.js';
import { SessionJournal } from '../lifecycle/session-journal.js';
import { SessionMachine } from '../lifecycle/session-machine.js';
import { SessionReporter } from '../lifecycle/session-reporter.js';
import {
  type EndReason,
  isRunning,
  type SessionState,
  type TemporaryEnd,
  type Transition,
} from '../lifecycle/session-state.js';
import type { EndNotice } from '../lifecycle/end-notice.js';
import { Session } from '../lifecycle/session.js';
import type { SessionOptions } from '../lifecycle/session.options.js';
import { iceServersNow } from '../connection/turn-credentials.js';
import { WorkerSupervisor } from './worker-supervisor.js';

/** Retry delay for a session of a model that is loading; the contract's. */
const RETRY_AFTER_MS = 1_000;

/** How an end is announced and recorded. */
interface EndWords {
  /** The given reason, for the journal; also sent to clients, or else `message`. */
  readonly closeReason?: string;
  readonly message?: string;
  readonly temporary?: TemporaryEnd;
}

/**
 * One model of the application over its whole lifetime: its host, its state, and the one session that it runs at a
 * time.
 *
 * The host and the session report facts, the machine derives the state, and `dispatch` is the only place where a
 * transition has side effects.
 */
export class ModelRuntime implements ModelHostListener {
  readonly journal: SessionJournal;

  private readonly machine = new SessionMachine();
  private readonly logger: Logger;
  private readonly orphans: OrphanTimer;
  private readonly worker: WorkerSupervisor;
  private readonly stateListeners = new Set<(state: SessionState) => void>();
  private readonly measurementListeners = new Set<(measurement: Measurement) => void>();
  private live: Session | undefined;
  private sessionEnded: Promise<void> = Promise.resolve();
  private draining = false;
  private markDraining: () => void = () => {};
  private readonly whenDraining = new Promise<void>((resolve) => (this.markDraining = resolve));

  constructor(
    private readonly host: ModelHost,
    private readonly engine: MediaEngine,
    private readonly files: FileStore | undefined,
    private readonly options: SessionOptions,
    private readonly detail: JournalDetail = new JournalDetail(false),
  ) {
    this.journal = new SessionJournal(options.journalCapacity);
    this.logger = new Logger(`Reactor:${host.contract.name}`);
    this.orphans = new OrphanTimer(options.orphanTimeoutMs, () => this.end('timeout', 'timed_out'));
    this.worker = new WorkerSupervisor(host, options.maxRestarts, this.logger, (measurement) =>
      this.measured(measurement),
    );
    this.machine.onTransition((transition) => this.dispatch(transition));
    host.attach(this);
  }

  get contract(): ModelContract {
    return this.host.contract;
  }

  get state(): SessionState {
    return this.machine.state;
  }

  /** The running session, if any. */
  get current(): Session | undefined {
    return isRunning(this.state) ? this.live : undefined;
  }

  /** What clients receive before they join a session. */
  get iceServers(): readonly IceServer[] {
    return iceServersNow(this.options);
  }

  /** Clients that are connected. */
  get viewers(): number {
    return this.machine.live;
  }

  /** @returns the function that ends the subscription */
  onState(listener: (state: SessionState) => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  /** @returns the function that ends the subscription */
  onMeasurement(listener: (measurement: Measurement) => void): () => void {
    this.measurementListeners.add(listener);
    return () => this.measurementListeners.delete(listener);
  }

  /** Loads the model. Rejects with `model_failed`, and the model then stays terminated. */
  async boot(): Promise<void> {
    try {
      await this.worker.start();
    } catch (error) {
      this.machine.apply('initialization_fail', this.detail.gone());
      throw error;
    }
    this.machine.apply('initialization_success');
  }

  descriptor(): SessionDescriptor {
    return describeSession(this.contract, this.state, this.live?.id);
  }

  schema(): Record<string, unknown> {
    return renderSchema(this.contract);
  }

  health(): ModelHealth {
    // A model whose worker restarts accepts no sessions, just like one that loads for the first time.
    const health = healthOf(this.reloading ? 'created' : this.state);
    return this.draining ? { ...health, status: 'unhealthy', detail: 'shutting down' } : health;
  }

  /**
   * Starts a session, or returns the running one while no client has joined it: a client that starts twice in a row, as
   * with development servers, gets the same one. Throws `session_busy`, `model_loading` or `model_terminated`.
   */
  start(params: Readonly<Record<string, unknown>>): SessionDescriptor {
    this.checkStart();
    if (this.isUnjoined) {
      this.orphans.follow('waiting');
      return this.descriptor();
    }
    return this.begin(params);
  }

  /** Throws what `start` would, without side effects: the checks that need no request body. */
  checkStart(): void {
    if (this.draining) {
      throw new ReactorError('shutting_down', 'the server is shutting down; start the session on another one');
    }
    if (this.isUnjoined) return;
    this.checkAlive('start');
    if (this.reloading) {
      throw new ReactorError(
        'model_loading',
        'cannot start session: the worker was lost and the model is loading again; try again shortly',
        {
          retryAfterMs: RETRY_AFTER_MS,
        },
      );
    }
    if (this.state !== 'ready') {
      throw new ReactorError(
        'session_busy',
        `cannot start session while ${this.state}; stop the running one or wait for its end`,
      );
    }
  }

  private get isUnjoined(): boolean {
    return this.state === 'waiting' && this.live?.size === 0;
  }

  private begin(params: Readonly<Record<string, unknown>>): SessionDescriptor {
    const id = randomUUID();
    this.live = new Session(id, {
      host: this.host,
      engine: this.engine,
      files: this.files,
      options: this.options,
      facts: new SessionReporter({
        sessionId: id,
        contract: this.contract,
        machine: this.machine,
        detail: this.detail,
        logger: this.logger,
        measured: (measurement) => this.measured(measurement),
      }),
      schema: () => this.schema(),
    });
    this.machine.apply('start_session', this.detail.started(id, params));
    this.host.beginSession(id).catch((error: unknown) => {
      this.logger.error(new LogLine(`the session could not start: ${String(error)}`, { session: id }));
      this.onSessionFailed({ code: 'model_failed', message: `${this.contract.name} could not start the session.` });
    });
    return this.descriptor();
  }

  /** Throws what `stop` would, without side effects. */
  checkStop(): void {
    this.checkAlive('stop');
    if (isRunning(this.state)) return;
    throw new ReactorError('session_not_running', `cannot stop session while ${this.state}; none is running`);
  }

  /** Throws `session_not_running`, `model_loading` or `model_terminated`. */
  stop(request: { readonly moderate: boolean; readonly reason: string }): void {
    this.checkStop();
    if (request.moderate) {
      this.end('stop_session', 'moderated', { message: 'Session terminated due to policy violation.' });
    } else {
      this.end('stop_session', 'stopped', request.reason === '' ? {} : { closeReason: request.reason });
    }
  }

  /** The running session by its id. Throws `no_session` where none is running, `unknown_session` for another id. */
  session(id: string): Session {
    const session = this.current;
    if (session === undefined) throw new ReactorError('no_session', 'No session running; start one first');
    if (session.id !== id) throw new ReactorError('unknown_session', 'Unknown session; it has ended or never existed');
    return session;
  }

  /** Refuses every further session and ends the running one. Resolves when it has ended. */
  async drain(reason: string): Promise<void> {
    this.draining = true;
    this.markDraining();
    if (isRunning(this.state)) {
      this.end('stop_session', 'stopped', { closeReason: reason, temporary: 'server_shutdown' });
    }
    await this.sessionEnded;
    this.orphans.stop();
  }

  /** Ends the session, then the host. Nothing starts afterwards. */
  async close(reason: string): Promise<void> {
    await this.drain(reason);
    await this.host.close();
  }

  onMedia(chunk: MediaChunk): void {
    this.measured({ kind: 'media', chunk });
    if (this.live !== undefined) {
      this.live.play(chunk);
      return;
    }
    this.onLateMedia(chunk.bundles.length);
    for (const bundle of chunk.bundles) this.host.release(bundle);
  }

  onLateMedia(bundles: number): void {
    this.measured({ kind: 'dropped', cause: 'session_over', frames: bundles });
  }

  onMessage(message: WireMessage, clientId: number | undefined): void {
    this.live?.tell(message, clientId);
  }

  onInputs(changes: readonly InputChange[]): void {
    this.live?.changeInputs(changes);
  }

  onPlayout(change: { readonly fps?: number; readonly flush?: boolean }): void {
    this.live?.changePlayout(change);
  }

  onStats(stats: WorkerStats): void {
    this.measured({ kind: 'worker', stats });
  }

  onWorkAge(ms: number): void {
    this.measured({ kind: 'workAge', ms });
  }

  onSessionFailed(failure: ModelFailure): void {
    if (isRunning(this.state)) this.end('stop_session', 'error', { message: failure.message });
  }

  onLost(failure: ModelFailure): void {
    if (this.draining) return;
    this.worker.lost = true;
    this.logger.error(new LogLine(failure.message, { session: this.live?.id, cause: failure.cause }));
    if (isRunning(this.state)) {
      this.end('stop_session', 'error', {
        message: failure.message,
        ...(this.worker.mayRestart ? { temporary: 'worker_lost' } : {}),
      });
    } else if (this.state === 'ready') void this.restart();
  }

  /**
   * No session is running, and none can start until the worker is back; the session that lost it may still be closing.
   */
  private get reloading(): boolean {
    return this.worker.lost && (this.state === 'ready' || this.state === 'closing');
  }

  private checkAlive(verb: 'start' | 'stop'): void {
    if (this.state === 'created') {
      throw new ReactorError('model_loading', `cannot ${verb} session while created: the model is still loading`, {
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    if (this.state === 'terminated') {
      throw new ReactorError(
        'model_terminated',
        `cannot ${verb} session while terminated: the model is terminated; restart the server`,
      );
    }
  }

  private end(
    event: 'stop_session' | 'timeout',
    reason: EndReason,
    { closeReason, message = closeReason ?? 'The session was stopped.', temporary }: EndWords = {},
  ): void {
    const moved = this.machine.apply(event, {
      reason,
      ...(closeReason === undefined ? {} : { close_reason: closeReason }),
      ...(temporary === undefined ? {} : { cause: temporary }),
    });
    const session = this.live;
    if (!moved || session === undefined) return;
    this.sessionEnded = this.finish(session, {
      reason,
      message,
      silent: event === 'timeout',
      ...(temporary === undefined ? {} : { temporary }),
    });
  }

  private async finish(session: Session, notice: EndNotice): Promise<void> {
    try {
      await session.close(notice);
    } catch (error) {
      this.logger.error(this.line(`the session did not close cleanly: ${String(error)}`));
    }
    if (!this.worker.lost && notice.reason !== 'error') this.worker.prove();
    if (!this.worker.lost || this.draining || (await this.restart())) {
      this.machine.apply('cleanup_complete', { reason: notice.reason });
    }
    if (this.live === session) this.live = undefined;
  }

  /** @returns false where the model failed permanently; a shutdown does not wait for a loading worker */
  private async restart(): Promise<boolean> {
    const restarted = await Promise.race([this.worker.restart(() => !this.draining), this.whenDraining]);
    if (restarted || this.draining) return true;
    this.logger.error(`the model cannot be recovered: ${this.worker.failure}`);
    this.machine.apply('eviction', { reason: 'error', ...this.detail.gone() });
    return false;
  }

  private dispatch(transition: Transition): void {
    this.journal.append(transition);
    if (transition.from === transition.to) return;
    this.logger.log(this.line(`${transition.from} -> ${transition.to} (${transition.event})`));
    this.orphans.follow(transition.to);
    for (const listener of this.stateListeners) listener(transition.to);
  }

  private measured(measurement: Measurement): void {
    for (const listener of this.measurementListeners) listener(measurement);
  }

  private line(message: string): LogLine {
    return new LogLine(message, { session: this.live?.id });
  }
}
