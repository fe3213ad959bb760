/**
 * What the loss of a worker costs.
 *
 * - `end-session`: its session ends, clients receive the reason and may start another when the model is back
 * - `keep-session`: clients stay connected and see the last picture; the model loads again, the values that clients set
 *   are applied again, and the stream goes on
 */
export type RestartPolicy = 'end-session' | 'keep-session';

export const RESTART_POLICIES: readonly RestartPolicy[] = ['end-session', 'keep-session'];

/** What happens to the model of a running session. */
export type SessionNoticeCode = 'model_restarting' | 'model_restarted' | 'model_reloading' | 'model_reloaded';

/** News of a running session for its clients. */
export interface SessionNotice {
  readonly code: SessionNoticeCode;
  readonly message: string;
  /** Inputs whose values could not be kept, by name. */
  readonly dropped: readonly string[];
}

const TEXTS: Readonly<Record<SessionNoticeCode, string>> = {
  model_restarting: 'The model failed and is starting again. You stay connected.',
  model_restarted: 'The model runs again, with the values that were set.',
  model_reloading: 'A new version of the model takes over.',
  model_reloaded: 'A new version of the model runs, with the values that were set.',
};

/** @param dropped inputs that have their defaults again */
export function sessionNotice(code: SessionNoticeCode, dropped: readonly string[] = []): SessionNotice {
  const message =
    dropped.length === 0 ? TEXTS[code] : `${TEXTS[code]} These have their defaults again: ${dropped.join(', ')}.`;
  return { code, message, dropped };
}
