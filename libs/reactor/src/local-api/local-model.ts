import { Logger } from '@nestjs/common';
import type { SessionDescriptor } from '@nestjs-reactor/protocol';
import { type ModelManifest, renderSchema } from '../contract/index.js';
import { ReactorError } from '../errors/index.js';
import type {
  IceServer,
  Measurement,
  Model,
  ModelInstance,
  Session,
  SessionOptions,
  SessionStarter,
  StopRequest,
  WatchedFiles,
} from '../session/index.js';
import { iceServersNow } from '../session/index.js';
import { ContractJournal } from './contract-journal.js';
import type { ContractState } from './contract-state.js';
import { JournalDetail } from './journal-detail.js';
import { describeSession } from './session-descriptor.js';
import { healthOf, type ModelHealth } from './model-health.js';
import { SessionJournal } from './session-journal.js';

/** Retry delay for a session of a model that is loading, or whose instances are all in use; the contract's. */
const RETRY_AFTER_MS = 1_000;

/** A session that is asked for. */
export interface BeginRequest extends SessionStarter {
  /** Journalled with the start. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** How a session is asked for by a client that names none. */
export interface StartRequest extends BeginRequest {
  /** A session of one's own, or the running one; undefined: as `session.visitors` says. */
  readonly own?: boolean | undefined;
}

/** How a model with several instances is used. */
export interface ModelUsage {
  readonly sessions: number;
  readonly instances: number;
  readonly visitors: SessionOptions['visitors'];
}

/**
 * One model as the local routes serve it: the contract's states, journal and descriptor, and the session that a client
 * means which names none.
 *
 * A client that names no session means the newest one that it started itself, or else the newest of all.
 */
export class LocalModel {
  readonly journal: SessionJournal;
  private readonly chains: ContractJournal;

  constructor(
    readonly model: Model,
    private readonly options: SessionOptions,
    readonly watched?: WatchedFiles,
    detail: JournalDetail = new JournalDetail(false),
  ) {
    this.journal = new SessionJournal(options.journalCapacity);
    this.chains = new ContractJournal(model, this.journal, detail, new Logger(`Reactor:${model.name}`));
  }

  get name(): string {
    return this.model.name;
  }

  get manifest(): ModelManifest {
    return this.model.manifest;
  }

  /** Of the session that a client means which names none; where none runs, of an idle instance or the first. */
  get state(): ContractState {
    return this.chains.stateOf(this.instanceFor());
  }

  /** Of each instance. */
  get states(): readonly ContractState[] {
    return this.model.instances.map((instance) => this.chains.stateOf(instance));
  }

  /** Sessions that run, the oldest first. */
  get sessions(): readonly Session[] {
    return this.model.sessions;
  }

  /** The running session that a client means which names none. */
  get current(): Session | undefined {
    return this.sessionFor();
  }

  /** What clients receive before they join a session. */
  get iceServers(): readonly IceServer[] {
    return iceServersNow(this.options);
  }

  /** Clients that are connected, over all sessions. */
  get viewers(): number {
    return this.model.viewers;
  }

  /** Sessions that run, how many may, and what a visitor gets who names none; undefined: one session at a time. */
  get usage(): ModelUsage | undefined {
    const { sessions, instances } = this.model;
    if (instances.length === 1) return undefined;
    return { sessions: sessions.length, instances: instances.length, visitors: this.options.visitors };
  }

  /** @returns the function that ends the subscription */
  onState(listener: (state: ContractState, instance: ModelInstance) => void): () => void {
    return this.chains.onState(listener);
  }

  /** Called for each new state of one session. @returns the function that ends the subscription */
  onStateOf(session: Session, listener: (state: ContractState) => void): () => void {
    const instance = this.model.instances.find((one) => one.session === session);
    return this.chains.onState((state, changed) => {
      if (changed === instance) listener(state);
    });
  }

  /** @returns the function that ends the subscription */
  onMeasurement(listener: (measurement: Measurement, instance: ModelInstance) => void): () => void {
    this.model.events.on('measured', listener);
    return () => this.model.events.off('measured', listener);
  }

  /** Loads the model. Rejects with `model_failed`. */
  async load(): Promise<void> {
    await this.model.load();
  }

  /** @param session undefined: the one that this caller means */
  descriptor(session?: Session, caller?: string): SessionDescriptor {
    const instance =
      session === undefined
        ? this.instanceFor(caller)
        : (this.model.instances.find((one) => one.session === session) ?? this.instanceFor(caller));
    const described = session ?? instance.session;
    const isHidden = session === undefined && described?.isPrivate && described.startedBy !== caller;
    return describeSession(this.manifest, this.chains.stateOf(instance), isHidden ? undefined : described?.id);
  }

  schema(): Record<string, unknown> {
    return renderSchema(this.manifest);
  }

  health(): ModelHealth {
    const providers = [...new Set(this.model.networks.map(({ provider }) => provider))].sort();
    const health = {
      ...healthOf(this.model.instances.map(({ state }) => state)),
      ...(providers.length > 0 ? { providers } : {}),
    };
    if (this.model.isDraining) return { ...health, status: 'unhealthy', detail: 'shutting down' };
    const refusal = health.status === 'healthy' ? this.model.startRefusal : undefined;
    if (refusal === undefined) return health;
    // Sessions that run go on as long as the others know of this machine.
    const goesOn = this.model.isMember && refusal.code !== 'shutting_down';
    return { ...health, status: goesOn ? 'healthy' : 'unhealthy', detail: refusal.message };
  }

  /**
   * Starts a session, or returns the running one while no client has joined it: a client that starts twice in a row, as
   * with development servers, gets the same one. Throws `session_busy`, `model_loading`, `model_terminated` or `cluster_unavailable`.
   */
  start(request: StartRequest = {}): Session {
    this.checkStart(request.caller, request.own);
    return this.reuse(request) ?? this.begin(request);
  }

  /** The running session that no client has joined, where this start means it; its time without a client starts again. */
  reuse({ caller, own }: StartRequest): Session | undefined {
    const unjoined = this.unjoined(caller, own);
    unjoined?.awaitClient();
    return unjoined;
  }

  /**
   * Starts a session, whatever else runs. Throws as `start` does.
   *
   * @param wanted an instance; another one begins it where this one is not idle any more
   */
  begin({ params, caller, principal, visitor }: BeginRequest, wanted?: ModelInstance): Session {
    this.checkDraining();
    const instance = wanted?.state === 'idle' ? wanted : this.model.idle;
    if (instance === undefined) throw this.unavailable('start');
    return this.model.begin(instance, params, { caller, principal, visitor });
  }

  /**
   * Throws what `start` would, without side effects: the checks that need no request body. A reservation, which may be in it,
   * is not looked at.
   */
  checkStart(caller?: string, own?: boolean): void {
    this.checkDraining();
    if (this.unjoined(caller, own) !== undefined) return;
    const refusal = this.model.startRefusal;
    if (refusal !== undefined) throw refusal;
    const isShared = !this.givesOwn(own) && this.current !== undefined;
    const hasIdle = this.model.instances.some(({ state }) => state === 'idle');
    if (!hasIdle || isShared) throw this.unavailable('start');
  }

  /**
   * Does a visitor who names no session get one of his own, while an instance is free?
   * @param own what the visitor asks for; undefined: as `session.visitors` says
   */
  givesOwn(own?: boolean): boolean {
    return this.model.instances.length > 1 && (own ?? this.options.visitors === 'own');
  }

  /** Throws what `stop` would, without side effects. */
  checkStop(caller?: string): void {
    if (this.sessionFor(caller) !== undefined) return;
    const state = this.chains.stateOf(this.instanceFor(caller));
    if (state === 'created' || state === 'terminated') throw this.unavailable('stop');
    throw new ReactorError('session_not_running', `cannot stop session while ${state}; none is running`);
  }

  /** Ends the session that this caller means. Throws `session_not_running`, `model_loading` or `model_terminated`. */
  stop(request: Omit<StopRequest, 'temporary'>, caller?: string): void {
    this.checkStop(caller);
    this.sessionFor(caller)?.stop(request);
  }

  /** A running session by its id. Throws `no_session` where none is running, `unknown_session` for another id. */
  session(id: string): Session {
    const { sessions } = this.model;
    if (sessions.length === 0) throw new ReactorError('no_session', 'No session running; start one first');
    const session = sessions.find((one) => one.id === id);
    if (session === undefined) {
      throw new ReactorError('unknown_session', 'Unknown session; it has ended or never existed');
    }
    return session;
  }

  /** The running session that a client means which names none; never a private one of another. */
  sessionFor(caller?: string): Session | undefined {
    const { sessions } = this.model;
    const own = caller === undefined ? [] : sessions.filter(({ startedBy }) => startedBy === caller);
    return (own.length > 0 ? own : sessions.filter(({ isPrivate }) => !isPrivate)).at(-1);
  }

  /** Refuses every further session and ends the running ones. Resolves when they have ended. */
  drain(reason: string): Promise<void> {
    return this.model.drain(reason);
  }

  close(reason: string): Promise<void> {
    return this.model.close(reason);
  }

  private checkDraining(): void {
    if (!this.model.isDraining) return;
    throw new ReactorError('shutting_down', 'the server is shutting down; start the session on another one');
  }

  private instanceFor(caller?: string): ModelInstance {
    const { instances } = this.model;
    const session = this.sessionFor(caller);
    return (
      instances.find((one) => session !== undefined && one.session === session) ??
      instances.find(({ state }) => state === 'idle') ??
      instances.find(({ state }) => state !== 'failed') ??
      instances[0]!
    );
  }

  private unjoined(caller: string | undefined, own: boolean | undefined): Session | undefined {
    return this.model.sessions.find(
      ({ phase, participants, startedBy, starter, isPrivate }) =>
        phase === 'waiting' &&
        participants.size === 0 &&
        starter.visitor === undefined &&
        ((!this.givesOwn(own) && !isPrivate) || (caller !== undefined && startedBy === caller)),
    );
  }

  /** Why no session can start, or be stopped. */
  private unavailable(verb: 'start' | 'stop'): ReactorError {
    const { instances } = this.model;
    const inUse = instances.filter(({ session }) => session?.isRunning).length;
    const states = new Set(instances.map(({ state }) => state));
    const state = this.chains.stateOf(this.instanceFor());
    if (inUse === 0 && states.has('loading')) {
      return new ReactorError('model_loading', `cannot ${verb} session while created: the model is still loading`, {
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    if (inUse === 0 && states.size === 1 && states.has('failed')) {
      return new ReactorError(
        'model_terminated',
        `cannot ${verb} session while terminated: the model is terminated; restart the server`,
      );
    }
    if (inUse === 0 && (states.has('recovering') || states.has('interrupted'))) {
      return new ReactorError(
        'model_loading',
        'cannot start session: the worker was lost and the model is loading again; try again shortly',
        { retryAfterMs: RETRY_AFTER_MS },
      );
    }
    if (states.has('idle') && this.model.idle === undefined) {
      return new ReactorError(
        'session_busy',
        `cannot start session: the free instance of ${this.name} is reserved for a client that waited; try again shortly`,
        { retryAfterMs: RETRY_AFTER_MS },
      );
    }
    if (instances.length > 1 && this.model.idle === undefined) {
      return new ReactorError(
        'session_busy',
        `cannot start session: ${inUse} of ${instances.length} instances of ${this.name} are in use and none is free; try again when a session has ended`,
        { retryAfterMs: RETRY_AFTER_MS },
      );
    }
    return new ReactorError(
      'session_busy',
      `cannot start session while ${state}; stop the running one or wait for its end`,
    );
  }
}
