import { type FSWatcher, watch } from 'node:fs';
import { sep } from 'node:path';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { INFERENCE_OPTIONS, type InferenceOptions } from './inference/index.js';
import { type LocalModel, SessionService } from './local-api/index.js';
import { describe } from './logging/index.js';

/** A build writes several files: the model is loaded again when none was written for so long. */
const QUIET_MS = 150;

/** Characters of an error that viewers are shown; the log has all of it. */
const MAX_TEXT = 2_000;

/**
 * Loads a model again when one of its files has changed, for development: the new version takes over under the viewers.
 * One that does not load leaves the old one running, and viewers see why.
 */
@Injectable()
export class ModelReloader implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Reactor:reload');
  private readonly watchers: FSWatcher[] = [];
  private readonly timers = new Map<LocalModel, NodeJS.Timeout>();
  private work: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly sessions: SessionService,
    @Inject(INFERENCE_OPTIONS) private readonly options: InferenceOptions,
  ) {}

  /** Folders whose files are watched, each with the models that are loaded from it. */
  get folders(): ReadonlyMap<string, readonly LocalModel[]> {
    const found = new Map<string, LocalModel[]>();
    if (!this.options.reloadOnChange) return found;
    for (const model of this.sessions.models) {
      for (const folder of model.watched?.folders ?? []) found.set(folder, [...(found.get(folder) ?? []), model]);
    }
    return found;
  }

  onApplicationBootstrap(): void {
    for (const [folder, models] of this.folders) {
      const recursive = models.some(({ watched }) => watched?.recursive);
      try {
        const watcher = watch(folder, { recursive }, (_event, file) => {
          for (const model of models) if (isOf(model, file)) this.schedule(model);
        });
        watcher.on('error', (error) => this.logger.warn(`${folder} is not watched any more: ${describe(error)}`));
        this.watchers.push(watcher);
      } catch (error) {
        const names = models.map(({ name }) => name).join(', ');
        this.logger.warn(`${folder} cannot be watched, so ${names} is not loaded again: ${describe(error)}`);
      }
    }
  }

  beforeApplicationShutdown(): void {
    this.closed = true;
    for (const watcher of this.watchers) watcher.close();
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** Loads the model again, after what is being loaded. Never rejects. */
  async reload(model: LocalModel): Promise<void> {
    this.work = this.work.then(() => this.load(model));
    await this.work;
  }

  /** The source does not compile: the old version runs on, and viewers see why. */
  reportFailure(reason: string): void {
    for (const model of this.sessions.models) model.model.reportReloadFailure(reason.slice(0, MAX_TEXT));
  }

  private schedule(model: LocalModel): void {
    clearTimeout(this.timers.get(model));
    this.timers.set(
      model,
      setTimeout(() => void this.reload(model), QUIET_MS),
    );
  }

  private async load(model: LocalModel): Promise<void> {
    if (this.closed) return;
    const startedMs = performance.now();
    try {
      const dropped = await model.model.reload();
      const took = `${Math.round(performance.now() - startedMs)} ms`;
      const lost = dropped.length === 0 ? '' : `; these inputs have their defaults again: ${dropped.join(', ')}`;
      this.logger.log(`a new version of ${model.name} runs, after ${took}${lost}`);
    } catch (error) {
      const reason = describe(error);
      this.logger.error(`the new version of ${model.name} does not load, and the old one runs on: ${reason}`);
      model.model.reportReloadFailure(reason.slice(0, MAX_TEXT));
    }
  }
}

/** @param file that has changed, within its folder; null where the system does not say */
function isOf({ watched }: LocalModel, file: string | null): boolean {
  if (watched === undefined || file === null) return watched !== undefined;
  const isWithin = watched.recursive || !file.includes(sep);
  return isWithin && watched.names.test(file) && !file.split(sep).includes('node_modules');
}
