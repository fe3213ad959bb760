import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { INFERENCE_OPTIONS, type InferenceOptions } from './inference/index.js';
import { describe } from './logging/index.js';
import { ModelExplorer } from './model-explorer.js';
import { EventFeed, MetricsService } from './observability/index.js';
import { SessionRecordings } from './recording/index.js';
import { RestreamService } from './restream/index.js';
import { SessionService } from './local-api/index.js';

const SHUTDOWN_REASON = 'Session ended: the server is shutting down.';

/**
 * Ties the models to the application's lifecycle: contracts are read before the server listens, models load while it
 * does, and at shutdown sessions end before sockets.
 */
@Injectable()
export class ReactorService
  implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown
{
  private readonly logger = new Logger('Reactor');
  private loading: Promise<void> = Promise.resolve();
  private closing = false;
  private endTerminated: () => void = () => {};
  private readonly terminated = new Promise<void>((resolve) => (this.endTerminated = resolve));

  constructor(
    private readonly explorer: ModelExplorer,
    private readonly sessions: SessionService,
    private readonly metrics: MetricsService,
    private readonly feed: EventFeed,
    private readonly recordings: SessionRecordings,
    private readonly restreams: RestreamService,
    @Inject(INFERENCE_OPTIONS) private readonly inference: InferenceOptions,
  ) {}

  onModuleInit(): void {
    for (const source of this.explorer.explore()) {
      const registered = this.sessions.register(source);
      this.metrics.watch(registered);
      this.recordings.watch(registered.model, this.inference.seed);
      this.restreams.watch(registered.model);
    }
    this.restreams.checkModels();
    const model = this.sessions.runtime();
    // As long as one instance is left, it takes sessions.
    model.onState(() => {
      if (model.states.every((state) => state === 'terminated')) this.endTerminated();
    });
  }

  onApplicationBootstrap(): void {
    this.loading = this.load();
    // Callers observe it through `whenLoaded`; without one, a rejection must not end the process.
    this.loading.catch((error: unknown) => {
      // An application that closes before its models have loaded aborts them, which is no failure of the models.
      if (this.closing) this.logger.log(describe(error));
      else this.logger.error(describe(error));
    });
  }

  /** Resolves when every model has loaded; rejects with `model_failed` when one could not be. */
  whenLoaded(): Promise<void> {
    return this.loading;
  }

  /**
   * Resolves when the default model failed permanently: it could not be loaded, or its worker was lost more often than
   * it may restart. Pending while the model works, also over a shutdown.
   */
  async whenTerminated(): Promise<void> {
    await this.terminated;
    // Its reason is logged first.
    await this.loading.catch(() => undefined);
  }

  /**
   * First step of a shutdown: no session starts any more, and running ones end, with the reason sent to their clients.
   * Other modules are still open at this point. Resolves when they have ended; a second call waits for the same end.
   */
  async endSessions(): Promise<void> {
    this.closing = true;
    await this.sessions.endAll(SHUTDOWN_REASON);
  }

  async onModuleDestroy(): Promise<void> {
    await this.endSessions();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sessions.close(SHUTDOWN_REASON);
    // Last, so that subscribers of the events see the sessions end; their open streams would keep the server from
    // closing.
    this.feed.close();
  }

  private async load(): Promise<void> {
    await Promise.all(this.sessions.models.map((model) => model.load()));
  }
}
