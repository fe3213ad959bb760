import { Inject, Injectable, Optional } from '@nestjs/common';
import type { ModelContract } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import { JournalDetail } from '../lifecycle/journal-detail.js';
import { closingStep } from '../lifecycle/closing-step.js';
import { ModelRuntime } from './model-runtime.js';
import { FileStore, MediaEngine, ModelHostFactory } from '../ports/index.js';
import { SESSION_OPTIONS, type SessionOptions } from '../lifecycle/session.options.js';

/** Every model of the application by name; the first one registered is the default. */
@Injectable()
export class SessionService {
  private readonly runtimes = new Map<string, ModelRuntime>();

  constructor(
    @Inject(ModelHostFactory) private readonly hosts: ModelHostFactory,
    @Inject(MediaEngine) private readonly engine: MediaEngine,
    @Inject(SESSION_OPTIONS) private readonly options: SessionOptions,
    @Optional() @Inject(FileStore) private readonly files?: FileStore,
    @Optional() private readonly detail?: JournalDetail,
  ) {}

  get models(): readonly ModelRuntime[] {
    return [...this.runtimes.values()];
  }

  /** Do the ICE servers that clients receive include permanent credentials? */
  get hasLastingCredentials(): boolean {
    return this.options.iceServers.some(({ credentials }) => credentials !== undefined);
  }

  /** Registers the model; it starts loading with `boot`. */
  register(contract: ModelContract): ModelRuntime {
    const runtime = new ModelRuntime(this.hosts.create(contract), this.engine, this.files, this.options, this.detail);
    this.runtimes.set(contract.name, runtime);
    return runtime;
  }

  /** The default model where no name is given. Throws `unknown_model`. */
  runtime(name?: string): ModelRuntime {
    const runtime = name === undefined ? this.models[0] : this.runtimes.get(name);
    if (runtime !== undefined) return runtime;
    const names = [...this.runtimes.keys()].join(', ');
    throw new ReactorError(
      'unknown_model',
      `no model is called ${JSON.stringify(name ?? 'default')}; this server has ${names || 'none'}`,
    );
  }

  /**
   * From here on no session starts, and every model reports as unhealthy. Ends every session, sending clients `reason`;
   * hosts keep running.
   */
  async endAll(reason: string): Promise<void> {
    await Promise.all(this.models.map((runtime) => runtime.drain(reason)));
  }

  /** Ends every session, sending clients `reason`, then every host, then the engine. */
  async close(reason: string): Promise<void> {
    await Promise.all(this.models.map((runtime) => runtime.close(reason)));
    await closingStep('the media engine', this.options.closeTimeoutMs, this.engine.close());
  }
}
