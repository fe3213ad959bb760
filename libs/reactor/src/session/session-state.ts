/** Where a model stands: one session at a time passes through `waiting` to `closing`, the model itself through all. */
export type SessionState = 'created' | 'ready' | 'waiting' | 'streaming' | 'orphaned' | 'closing' | 'terminated';

/** Why a session ended. */
export type EndReason = 'stopped' | 'timed_out' | 'evicted' | 'moderated' | 'error';

/** What ends sessions for a while only: a client that tries again finds the model, perhaps in another process. */
export type TemporaryEnd = 'server_shutdown' | 'worker_lost';

/** Facts that may move the state. */
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

/** Facts that are only written down: legal in every state, moving none. */
export type NotedEvent = 'connection_answered' | 'chunk_ready' | 'clip_ready' | 'command' | 'error' | 'metric';

export type SessionEvent = MoveEvent | NotedEvent;

/** One entry of the journal: what happened, and what it did to the state. */
export interface Transition {
  readonly event: SessionEvent;
  readonly from: SessionState;
  readonly to: SessionState;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Wall clock, milliseconds since the epoch. */
  readonly tsMs: number;
}

/** A session runs: clients may be let in, commands are taken. */
export function isRunning(state: SessionState): boolean {
  return state === 'waiting' || state === 'streaming' || state === 'orphaned';
}
