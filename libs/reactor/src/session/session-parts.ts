import type { FileStore, MediaEngine, ModelHost } from './ports/index.js';
import type { SessionFacts } from './session-facts.js';
import type { SessionOptions } from './session.options.js';

/** Dependencies of a session. */
export interface SessionParts {
  readonly host: ModelHost;
  readonly engine: MediaEngine;
  readonly files: FileStore | undefined;
  readonly options: SessionOptions;
  readonly facts: SessionFacts;
  readonly schema: () => Record<string, unknown>;
}
