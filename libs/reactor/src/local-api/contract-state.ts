import type { InstanceState, SessionPhase } from '../session/index.js';

/** The seven states of the contract: of a model that runs one session at a time. */
export type ContractState = 'created' | 'ready' | 'waiting' | 'streaming' | 'orphaned' | 'closing' | 'terminated';

/** Facts of the contract's journal that may change the state. */
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

/** Facts that are only recorded: they leave every state as it is. */
export type NotedEvent = 'connection_answered' | 'chunk_ready' | 'clip_ready' | 'command' | 'error' | 'metric';

export type SessionEvent = MoveEvent | NotedEvent;

/**
 * The contract's state of one instance and its session. Pure.
 * @param phase of the session that it was assigned; undefined once it is released
 */
export function contractStateOf(instance: InstanceState, phase: SessionPhase | undefined): ContractState {
  switch (instance) {
    case 'failed':
      return 'terminated';
    case 'loading':
      return 'created';
    case 'idle':
    case 'serving':
    case 'interrupted':
    case 'recovering':
    case 'closed':
      // A session that has ended is closing, for the contract, until its worker is back.
      return phase === undefined ? 'ready' : phase === 'ended' ? 'closing' : phase;
  }
}

/** One entry of the journal: what happened, and the transition. */
export interface Transition {
  readonly event: SessionEvent;
  readonly from: ContractState;
  readonly to: ContractState;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Wall clock, milliseconds since the epoch. */
  readonly tsMs: number;
}

/** A session is running: clients may join, commands are accepted. */
export function isRunningState(state: ContractState): boolean {
  return state === 'waiting' || state === 'streaming' || state === 'orphaned';
}
