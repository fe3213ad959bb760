import type { MediaEngines } from '../output/media-engines.js';
import type { SessionFiles } from '../ports/index.js';
import type { SessionWorker } from '../model/session-worker.js';
import type { SessionOptions } from './session.options.js';

/** What a session works with. */
export interface SessionDependencies {
  readonly worker: SessionWorker;
  readonly engines: MediaEngines;
  readonly files: SessionFiles | undefined;
  readonly options: SessionOptions;
  readonly schema: () => Record<string, unknown>;
}
