import type { SessionState } from '../lifecycle/session-state.js';

/** Status of a model in `GET /health`. */
export interface ModelHealth {
  readonly status: 'healthy' | 'unhealthy';
  readonly state: 'loading' | 'available' | 'serving' | 'terminated';
  readonly detail: string | null;
}

const STATES: Readonly<Record<SessionState, ModelHealth['state']>> = {
  created: 'loading',
  ready: 'available',
  waiting: 'serving',
  streaming: 'serving',
  orphaned: 'serving',
  closing: 'serving',
  terminated: 'terminated',
};

/**
 * A model that is loading is healthy: only one that failed permanently is not. The reason is only in the log, since
 * this is public.
 */
export function healthOf(state: SessionState): ModelHealth {
  return state === 'terminated'
    ? { status: 'unhealthy', state: 'terminated', detail: 'session terminated' }
    : { status: 'healthy', state: STATES[state], detail: null };
}
