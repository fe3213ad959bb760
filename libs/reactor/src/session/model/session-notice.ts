/** What happens to the model of a running session, or to its server. */
export type SessionNoticeCode =
  | 'model_restarting'
  | 'model_restarted'
  | 'model_reloading'
  | 'model_reloaded'
  | 'model_reload_failed'
  | 'server_draining';

/** News of a running session for its clients. */
export interface SessionNotice {
  readonly code: SessionNoticeCode;
  readonly message: string;
  /** Inputs whose values could not be kept, by name. */
  readonly dropped: readonly string[];
}

const TEXTS: Readonly<Record<Exclude<SessionNoticeCode, 'model_reload_failed' | 'server_draining'>, string>> = {
  model_restarting: 'The model failed and is starting again. You stay connected.',
  model_restarted: 'The model runs again, with the values that were set.',
  model_reloading: 'A new version of the model takes over.',
  model_reloaded: 'A new version of the model runs, with the values that were set.',
};

/** @param dropped inputs that have their defaults again */
export function sessionNotice(code: keyof typeof TEXTS, dropped: readonly string[] = []): SessionNotice {
  const message =
    dropped.length === 0 ? TEXTS[code] : `${TEXTS[code]} These have their defaults again: ${dropped.join(', ')}.`;
  return { code, message, dropped };
}

/** A new version of the model does not compile, or does not load. Only sent where models are loaded again on changes. */
export function reloadFailure(reason: string): SessionNotice {
  const message = `The new version of the model does not load; the old one runs on. ${reason}`;
  return { code: 'model_reload_failed', message, dropped: [] };
}

/** The machine will end. @param leftMs how long its sessions may go on, milliseconds */
export function drainNotice(leftMs: number): SessionNotice {
  const seconds = Math.ceil(leftMs / 1_000);
  const message = `This server will shut down; the session may go on for up to ${seconds} s.`;
  return { code: 'server_draining', message, dropped: [] };
}
