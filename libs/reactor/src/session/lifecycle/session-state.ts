/** State of a model: one session at a time passes through `waiting` to `closing`, the model itself through all. */
export type SessionState = 'created' | 'ready' | 'waiting' | 'streaming' | 'orphaned' | 'closing' | 'terminated';

/** Why a session ended. */
export type EndReason = 'stopped' | 'timed_out' | 'evicted' | 'moderated' | 'error';

/** Temporary reasons: a client that retries finds the model, perhaps in another process. */
export type TemporaryEnd = 'server_shutdown' | 'worker_lost';

/** Facts that may change the state. */
export type MoveEvent =
  | 'initialization_success'
  | 'initialization_fail'
  | 'start_session'
  | 'stop_session'
  | 'timeout'
  | 'connection_opened'
  | 'connection_closed'
  | 'cleanup_complete'
  | 'eviction';

/** Facts that are only recorded: legal in every state, without a transition. */
export type NotedEvent = 'connection_answered' | 'chunk_ready' | 'clip_ready' | 'command' | 'error' | 'metric';

export type SessionEvent = MoveEvent | NotedEvent;

/** One entry of the journal: what happened, and the transition. */
export interface Transition {
  readonly event: SessionEvent;
  readonly from: SessionState;
  readonly to: SessionState;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Wall clock, milliseconds since the epoch. */
  readonly tsMs: number;
}

/** A session is running: clients may join, commands are accepted. */
export function isRunning(state: SessionState): boolean {
  return state === 'waiting' || state === 'streaming' || state === 'orphaned';
}
