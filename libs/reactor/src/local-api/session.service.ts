import { Inject, Injectable, Optional } from '@nestjs/common';
import { renderSchema } from '../contract/index.js';
import { ReactorError } from '../errors/index.js';
import {
  closingStep,
  FileStore,
  LocalSessionDirectory,
  MediaEngines,
  Model,
  ModelHostFactory,
  type ModelSource,
  NodeIdentity,
  type Session,
  SESSION_OPTIONS,
  type SessionDirectory,
  type SessionOptions,
} from '../session/index.js';
import { JournalDetail } from './journal-detail.js';
import { LocalConnections } from './local-connections.js';
import { LocalModel } from './local-model.js';

/** Every model of the application by name, and its sessions; the first model registered is the default. */
@Injectable()
export class SessionService {
  readonly directory: SessionDirectory = new LocalSessionDirectory(() => this.models.map(({ model }) => model));
  private readonly connections = new WeakMap<Session, LocalConnections>();
  private readonly byName = new Map<string, LocalModel>();
  private readonly watchers: ((model: LocalModel) => void)[] = [];

  constructor(
    @Inject(ModelHostFactory) private readonly hosts: ModelHostFactory,
    private readonly engines: MediaEngines,
    @Inject(SESSION_OPTIONS) private readonly options: SessionOptions,
    @Optional() @Inject(FileStore) private readonly files?: FileStore,
    @Optional() private readonly detail?: JournalDetail,
    @Optional() @Inject(NodeIdentity) private readonly node?: NodeIdentity,
  ) {}

  get models(): readonly LocalModel[] {
    return [...this.byName.values()];
  }

  /** Do the ICE servers that clients receive include permanent credentials? */
  get hasLastingCredentials(): boolean {
    return this.options.iceServers.some(({ credentials }) => credentials !== undefined);
  }

  /** Registers the model; it starts loading with `load`. */
  register(source: ModelSource): LocalModel {
    const { engines, files, options, node } = this;
    const { instances = options.instances, restart = options.restart } = source;
    const model = new Model(
      source.name,
      { instances, restart },
      {
        engines,
        files,
        options,
        node,
        schema: renderSchema,
        createHost: (instance) => this.hosts.create(source, instance),
      },
    );
    const local = new LocalModel(model, options, source.watched, this.detail);
    this.byName.set(source.name, local);
    for (const watcher of this.watchers) watcher(local);
    return local;
  }

  /** Calls back for each model: those that are registered now, and those that are registered later. */
  onModel(watcher: (model: LocalModel) => void): void {
    this.watchers.push(watcher);
    for (const model of this.models) watcher(model);
  }

  /** The connections of one session, for clients that poll and those that support one only. */
  connectionsOf(session: Session): LocalConnections {
    const known = this.connections.get(session) ?? new LocalConnections(session, this.options);
    this.connections.set(session, known);
    return known;
  }

  /** The default model where no name is given. Throws `unknown_model`. */
  runtime(name?: string): LocalModel {
    const model = name === undefined ? this.models[0] : this.byName.get(name);
    if (model !== undefined) return model;
    const names = [...this.byName.keys()].join(', ');
    throw new ReactorError(
      'unknown_model',
      `no model is called ${JSON.stringify(name ?? 'default')}; this server has ${names || 'none'}`,
    );
  }

  /**
   * A running session by its id. Rejects with `no_session` where the model runs none, `unknown_session` for another id,
   * and `unknown_model`.
   *
   * @param model undefined: of any model; where there is no such session, the refusal is that of the default one
   */
  async find(id: string, model?: string): Promise<Session> {
    return (await this.directory.find(id, model)) ?? this.runtime(model).session(id);
  }

  /**
   * From here on no session starts, and every model reports as unhealthy. Ends every session, sending clients `reason`;
   * hosts keep running.
   */
  async endAll(reason: string): Promise<void> {
    await Promise.all(this.models.map((model) => model.drain(reason)));
  }

  /** Ends every session, sending clients `reason`, then every host, then the engines. */
  async close(reason: string): Promise<void> {
    await Promise.all(this.models.map((model) => model.close(reason)));
    await closingStep('the media engines', this.options.closeTimeoutMs, this.engines.close());
  }
}
