import type { FileStore, MediaEngine, ModelHost } from '../ports/index.js';
import type { SessionObserver } from './session-observer.js';
import type { SessionOptions } from './session.options.js';

/** Dependencies of a session. */
export interface SessionDependencies {
  readonly host: ModelHost;
  readonly engine: MediaEngine;
  readonly files: FileStore | undefined;
  readonly options: SessionOptions;
  readonly facts: SessionObserver;
  readonly schema: () => Record<string, unknown>;
}
