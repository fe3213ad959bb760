import type { SessionState } from './session-state.js';

/** What `GET /health` says of a model. */
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
 * A model that still loads is healthy: only one that is gone for good is not. Why it is gone only the log says, since
 * anybody may ask for this.
 */
export function healthOf(state: SessionState): ModelHealth {
  return state === 'terminated'
    ? { status: 'unhealthy', state: 'terminated', detail: 'session terminated' }
    : { status: 'healthy', state: STATES[state], detail: null };
}
