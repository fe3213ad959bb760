import type { ReactorErrorCode } from '../errors/index.js';
import type { RestreamState } from '../session/index.js';

/** How it stands with the restream of one session. */
export interface RestreamStatus {
  readonly state: RestreamState;
  /** Outputs of the model that are sent. */
  readonly tracks: readonly string[];
  /** Attempts since it was started. */
  readonly attempts: number;
  /** Why the last attempt failed or its connection ended; absent while it is live. */
  readonly error?: { readonly code: ReactorErrorCode; readonly message: string };
  /** While it waits: milliseconds until the next attempt. */
  readonly retryInMs?: number;
}
