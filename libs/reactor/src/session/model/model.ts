import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { ModelManifest } from '../../contract/index.js';
import type { ReactorError } from '../../errors/index.js';
import type { Measurement } from '../lifecycle/measurement.js';
import { Session, type SessionStarter } from '../lifecycle/session.js';
import type { SessionOptions } from '../lifecycle/session.options.js';
import type { MediaEngines } from '../output/media-engines.js';
import type {
  Capacity,
  SessionFiles,
  ModelHost,
  ModelHostListener,
  NodeIdentity,
  OpenedNetwork,
} from '../ports/index.js';
import type { InstanceState } from './instance-state.js';
import { ModelInstance } from './model-instance.js';
import type { RestartPolicy } from '../../authoring/index.js';
import { reloadFailure } from './session-notice.js';

/** Facts of one model, in the order in which they happened. A listener must not throw. */
export interface ModelEventMap {
  /** An instance has another state. */
  state: [instance: ModelInstance, state: InstanceState];
  /** A session was created and assigned; its own events follow. */
  session: [session: Session, instance: ModelInstance];
  /** The instance of a session is free again, or has failed. */
  released: [session: Session, instance: ModelInstance];
  measured: [measurement: Measurement, instance: ModelInstance];
}

/** How a model is run. */
export interface ModelOptions {
  /** How often it is loaded, and so how many sessions may run at once. */
  readonly instances: number;
  readonly restart: RestartPolicy;
}

/** What a model works with. */
export interface ModelDependencies {
  readonly engines: MediaEngines;
  readonly files: SessionFiles | undefined;
  readonly options: SessionOptions;
  /** The document that clients receive when they ask for the schema. */
  readonly schema: (manifest: ModelManifest) => Record<string, unknown>;
  /** A host that is not started; called once for each instance, and again for a new version of the model. */
  readonly createHost: (instance: number) => ModelHost;
  /** Absent: this process is the only one. */
  readonly node?: NodeIdentity | undefined;
}

/** Of a host that has no instance yet: it only loads. */
const NO_LISTENER: ModelHostListener = {
  onManifest: () => {},
  onMedia: () => {},
  onMessage: () => {},
  onInputs: () => {},
  onPlayout: () => {},
  onStats: () => {},
  onWorkAge: () => {},
  onLateMedia: () => {},
  onSessionFailed: () => {},
  onLost: () => {},
};

/** One model of the application over its whole lifetime: its instances, and the sessions that they serve. */
export class Model {
  readonly events = new EventEmitter<ModelEventMap>();
  readonly instances: readonly ModelInstance[];

  private readonly logger: Logger;
  private readonly reserved = new Set<ModelInstance>();
  private draining = false;

  constructor(
    readonly name: string,
    private readonly run: ModelOptions,
    private readonly dependencies: ModelDependencies,
  ) {
    this.events.setMaxListeners(0);
    this.logger = new Logger(`Reactor:${name}`);
    this.instances = Array.from({ length: run.instances }, (_, i) => this.createInstance(i + 1));
  }

  get manifest(): ModelManifest {
    return this.instances[0]!.manifest;
  }

  /** Networks that the workers of all instances have opened. */
  get networks(): readonly OpenedNetwork[] {
    return this.instances.flatMap(({ networks }) => networks);
  }

  /** The server shuts down: no session starts any more. */
  get isDraining(): boolean {
    return this.draining;
  }

  /** Sessions that run, the oldest first. */
  get sessions(): readonly Session[] {
    return this.assigned.filter((session) => session.isRunning);
  }

  /** Clients that are connected to any of them. */
  get viewers(): number {
    return this.sessions.reduce((sum, session) => sum + session.viewers, 0);
  }

  /** Why no session may start on this machine, whatever its instances do; undefined: one may. */
  get startRefusal(): ReactorError | undefined {
    return this.dependencies.node?.startRefusal();
  }

  /** The other machines of the cluster, where it is one of several, know this one. */
  get isMember(): boolean {
    return this.dependencies.node?.isMember ?? true;
  }

  /** Instances that may be assigned a session now: those that are reserved are not among them. */
  get free(): readonly ModelInstance[] {
    if (this.draining) return [];
    return this.instances.filter(
      (instance) => instance.state === 'idle' && instance.session === undefined && !this.reserved.has(instance),
    );
  }

  /** The first of them. */
  get idle(): ModelInstance | undefined {
    return this.free[0];
  }

  /** Takes an instance out of the free ones until it is unreserved. @returns undefined where none is free */
  reserve(): ModelInstance | undefined {
    const { idle } = this;
    if (idle !== undefined) this.reserved.add(idle);
    return idle;
  }

  /** The instance is free again, where its worker runs. */
  unreserve(instance: ModelInstance): void {
    this.reserved.delete(instance);
  }

  get capacity(): Capacity {
    const usable = this.instances.filter(({ state }) => state !== 'failed' && state !== 'closed');
    return { instances: usable.length, free: this.free.length, sessions: this.sessions.length };
  }

  /** Loads every instance. Rejects with the first `model_failed`, when all have loaded or failed. */
  async load(): Promise<void> {
    const results = await Promise.allSettled(this.instances.map((instance) => instance.load()));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /**
   * Starts a session on this instance, which must be idle. Throws what {@link startRefusal} says.
   * @param params journalled with the start
   */
  begin(
    instance: ModelInstance,
    params: Readonly<Record<string, unknown>> = {},
    starter: SessionStarter = {},
  ): Session {
    const { engines, files, options, schema, node } = this.dependencies;
    const refusal = this.startRefusal;
    if (refusal !== undefined) throw refusal;
    const session = new Session(
      node?.newId() ?? randomUUID(),
      { worker: instance, engines, files, options, schema: () => schema(instance.manifest) },
      starter,
    );
    session.events.on('measured', (measurement) => this.events.emit('measured', measurement, instance));
    this.events.emit('session', session, instance);
    instance.assign(session);
    session.start(params);
    return session;
  }

  /** Refuses every further session and ends the running ones. Resolves when they have ended. */
  async drain(reason: string): Promise<void> {
    this.draining = true;
    for (const instance of this.instances) instance.drain();
    for (const session of this.sessions) session.stop({ moderate: false, reason, temporary: 'server_shutdown' });
    await Promise.all(this.assigned.map((session) => session.whenEnded()));
  }

  /** Ends the sessions, then the workers. Nothing starts afterwards. */
  async close(reason: string): Promise<void> {
    await this.drain(reason);
    await Promise.all(this.instances.map((instance) => instance.close()));
  }

  /**
   * Loads the model again, from files that may have changed, and lets the new workers take over: sessions go on in
   * them. Rejects where the new version does not load, and then nothing has changed.
   *
   * @returns inputs that have their defaults again in any session, by name
   */
  async reload(): Promise<readonly string[]> {
    if (this.draining) return [];
    const hosts: ModelHost[] = [];
    try {
      for (const { index } of this.instances) {
        const host = this.dependencies.createHost(index);
        hosts.push(host);
        host.attach(NO_LISTENER);
        await host.start();
      }
    } catch (error) {
      await Promise.all(hosts.map((host) => host.close()));
      throw error;
    }
    if (this.draining) {
      // The server began to shut down while they were loading.
      await Promise.all(hosts.map((host) => host.close()));
      return [];
    }
    const dropped = await Promise.all(this.instances.map((instance, i) => instance.replace(hosts[i]!)));
    return [...new Set(dropped.flat())];
  }

  /** A new version could not be loaded: clients that follow the model's notices receive the reason. */
  reportReloadFailure(reason: string): void {
    for (const session of this.sessions) session.announceNotice(reloadFailure(reason));
  }

  /** Those that have not been released yet. */
  private get assigned(): readonly Session[] {
    return this.instances.flatMap(({ session }) => session ?? []);
  }

  private createInstance(index: number): ModelInstance {
    const { options, createHost } = this.dependencies;
    const { maxRestarts, restartBackoffMs } = options;
    const limits = { maxRestarts, restartBackoffMs, restart: this.run.restart };
    const instance = new ModelInstance(index, createHost(index), limits, this.logger);
    instance.events.on('state', (state) => this.events.emit('state', instance, state));
    instance.events.on('released', (session) => this.events.emit('released', session, instance));
    instance.events.on('measured', (measurement) => this.events.emit('measured', measurement, instance));
    return instance;
  }
}
