import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { SessionDescriptor } from '@nestjs-reactor/protocol';
import { renderSchema, type ModelContract } from '../contract/index.js';
import { ReactorError } from '../errors/index.js';
import type { MediaChunk } from '../media/index.js';
import { describeSession } from './session-descriptor.js';
import { OrphanTimer } from './orphan-timer.js';
import type { FileStore, MediaEngine, ModelFailure, ModelHost, ModelHostListener, WireMessage } from './ports/index.js';
import type { SessionFacts } from './session-facts.js';
import { SessionJournal } from './session-journal.js';
import { SessionMachine } from './session-machine.js';
import { type EndReason, isRunning, type SessionState, type Transition } from './session-state.js';
import { type EndNotice, Session } from './session.js';
import type { SessionOptions } from './session.options.js';

/** What `GET /health` says of a model. */
export interface ModelHealth {
  readonly status: 'healthy' | 'unhealthy';
  readonly state: 'loading' | 'available' | 'serving' | 'terminated';
  readonly detail: string | null;
}

const HEALTH: Readonly<Record<SessionState, ModelHealth['state']>> = {
  created: 'loading',
  ready: 'available',
  waiting: 'serving',
  streaming: 'serving',
  orphaned: 'serving',
  closing: 'serving',
  terminated: 'terminated',
};

/**
 * One model of the application over its whole life: its host, its state, and the one session that it runs at a time.
 *
 * Facts come up from the host and the session, the machine derives the state, and `dispatch` is the only place where a
 * move has side effects.
 */
export class ModelRuntime implements ModelHostListener {
  readonly journal = new SessionJournal();
  /** Refused client requests by code, since the process started. */
  readonly refusals = new Map<string, number>();

  private readonly machine = new SessionMachine();
  private readonly logger: Logger;
  private readonly orphans: OrphanTimer;
  private readonly stateListeners = new Set<(state: SessionState) => void>();
  private live: Session | undefined;
  private sessionEnded: Promise<void> = Promise.resolve();
  private failure: string | undefined;
  private restarts = 0;
  private workerGone = false;
  private closed = false;

  constructor(
    private readonly host: ModelHost,
    private readonly engine: MediaEngine,
    private readonly files: FileStore | undefined,
    private readonly options: SessionOptions,
  ) {
    this.logger = new Logger(`Reactor:${host.contract.name}`);
    this.orphans = new OrphanTimer(options.orphanTimeoutMs, () =>
      this.end('timeout', 'timed_out', 'nobody was watching'),
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

  /** The session that runs, if one does. */
  get current(): Session | undefined {
    return isRunning(this.state) ? this.live : undefined;
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

  /** Loads the model. Rejects with `model_failed`, and the model then stays terminated. */
  async boot(): Promise<void> {
    try {
      await this.host.start();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.machine.apply('initialization_fail', { error: this.failure });
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
    const state = HEALTH[this.state];
    return state === 'terminated'
      ? { status: 'unhealthy', state, detail: this.failure ?? 'session terminated' }
      : { status: 'healthy', state, detail: null };
  }

  /**
   * Starts a session, or hands out the one that nobody has joined yet: a client that starts twice in a row, as
   * development servers make them do, finds the same one. Throws `session_busy`, `model_loading` or `model_terminated`.
   */
  start(params: Readonly<Record<string, unknown>>): SessionDescriptor {
    if (this.state === 'waiting' && this.live?.size === 0) {
      this.orphans.follow('waiting');
      return this.descriptor();
    }
    this.checkAlive('start');
    if (this.state !== 'ready') {
      throw new ReactorError(
        'session_busy',
        `cannot start session while ${this.state}; stop the running one or wait for its end`,
      );
    }
    const id = randomUUID();
    this.live = new Session(id, {
      host: this.host,
      engine: this.engine,
      files: this.files,
      options: this.options,
      facts: this.facts(id),
      schema: () => this.schema(),
    });
    this.machine.apply('start_session', { params });
    this.host.beginSession(id).catch((error: unknown) => {
      this.logger.error(`[${id}] the session could not begin: ${String(error)}`);
      this.onSessionFailed({ code: 'model_failed', message: `${this.contract.name} could not begin the session.` });
    });
    return this.descriptor();
  }

  /** Throws `no_session`, `model_loading` or `model_terminated`. */
  stop(request: { readonly moderate: boolean; readonly reason: string }): void {
    this.checkAlive('stop');
    if (!isRunning(this.state)) {
      throw new ReactorError('no_session', `cannot stop session while ${this.state}; none is running`);
    }
    if (request.moderate) {
      this.end('stop_session', 'moderated', 'Session terminated due to policy violation.');
    } else {
      this.end('stop_session', 'stopped', request.reason === '' ? 'The session was stopped.' : request.reason);
    }
  }

  /** The running session by its id. Throws `no_session` where none runs, `unknown_session` for another id. */
  session(id: string): Session {
    const session = this.current;
    if (session === undefined) throw new ReactorError('no_session', 'No session running; start one first');
    if (session.id !== id) throw new ReactorError('unknown_session', 'Unknown session; it has ended, or never was');
    return session;
  }

  /** Ends the session, then the host. Nothing starts afterwards. */
  async close(reason: string): Promise<void> {
    this.closed = true;
    if (isRunning(this.state)) this.end('stop_session', 'stopped', reason);
    await this.sessionEnded;
    this.orphans.stop();
    await this.host.close();
  }

  onMedia(chunk: MediaChunk): void {
    if (this.live !== undefined) this.live.play(chunk);
    else for (const bundle of chunk.bundles) this.host.release(bundle);
  }

  onMessage(message: WireMessage, clientId: number | undefined): void {
    this.live?.tell(message, clientId);
  }

  onPlayout(change: { readonly fps?: number; readonly flush?: boolean }): void {
    this.live?.changePlayout(change);
  }

  onSessionFailed(failure: ModelFailure): void {
    if (isRunning(this.state)) this.end('stop_session', 'error', failure.message);
  }

  onLost(failure: ModelFailure): void {
    if (this.closed) return;
    this.workerGone = true;
    this.logger.error(failure.message);
    if (isRunning(this.state)) this.end('stop_session', 'error', failure.message);
    else if (this.state === 'ready') void this.restart();
  }

  private checkAlive(verb: 'start' | 'stop'): void {
    if (this.state === 'created') {
      throw new ReactorError('model_loading', `cannot ${verb} session while created: the model is still loading`);
    }
    if (this.state === 'terminated' || this.closed) {
      throw new ReactorError(
        'model_terminated',
        `cannot ${verb} session while terminated: the model is terminated; restart the server`,
      );
    }
  }

  private end(event: 'stop_session' | 'timeout', reason: EndReason, message: string): void {
    const moved = this.machine.apply(event, { reason, close_reason: message });
    const session = this.live;
    if (!moved || session === undefined) return;
    this.sessionEnded = this.finish(session, { reason, message, silent: event === 'timeout' });
  }

  private async finish(session: Session, notice: EndNotice): Promise<void> {
    try {
      await session.close(notice);
    } catch (error) {
      this.logger.error(`[${session.id}] the session did not close cleanly: ${String(error)}`);
    }
    this.live = undefined;
    if (this.workerGone && !this.closed && !(await this.restart())) return;
    this.machine.apply('cleanup_complete', { reason: notice.reason });
  }

  /** @returns false where the model is given up */
  private async restart(): Promise<boolean> {
    while (this.restarts < this.options.maxRestarts && !this.closed) {
      this.restarts++;
      this.logger.warn(`starting the worker again (${this.restarts} of ${this.options.maxRestarts})`);
      try {
        await this.host.start();
        this.workerGone = false;
        return true;
      } catch (error) {
        this.failure = error instanceof Error ? error.message : String(error);
        this.logger.error(this.failure);
      }
    }
    this.failure ??= 'the worker was lost too often';
    this.machine.apply('eviction', { reason: 'error', error: this.failure });
    return false;
  }

  private dispatch(transition: Transition): void {
    const session = this.live === undefined ? '' : `[${this.live.id}] `;
    this.journal.append(transition);
    if (transition.from === transition.to) return;
    this.logger.log(`${session}${transition.from} -> ${transition.to} (${transition.event})`);
    this.orphans.follow(transition.to);
    for (const listener of this.stateListeners) listener(transition.to);
  }

  private facts(sessionId: string): SessionFacts {
    return {
      opened: (id) => {
        this.machine.apply('connection_opened', { conn_id: id });
      },
      closed: (id, cause) => {
        this.logger.log(`[${sessionId}] client ${id} is gone: ${cause}`);
        this.machine.apply('connection_closed', { conn_id: id });
      },
      answered: (id, sdp) => {
        this.machine.apply('connection_answered', { conn_id: id, answer: { type: 'answer', sdp } });
      },
      commandAccepted: (id, name, args) => {
        this.machine.apply('command', { name, args, conn_id: id });
      },
      refused: (id, code, message) => {
        this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
        this.logger.warn(`[${sessionId}] client ${id}: ${code}: ${message}`);
        this.machine.apply('error', { code, message, conn_id: id });
      },
    };
  }
}
