import type { InstanceState } from '../session/index.js';

/** Status of a model in `GET /health`. */
export interface ModelHealth {
  readonly status: 'healthy' | 'unhealthy';
  readonly state: 'loading' | 'available' | 'serving' | 'terminated';
  readonly detail: string | null;
  /** What the model's networks run on, as `cpu` or `cuda`, each once; absent where none is known. */
  readonly providers?: readonly string[];
}

const STATES: Readonly<Record<InstanceState, ModelHealth['state'] | undefined>> = {
  idle: 'available',
  serving: 'serving',
  // It takes no session, like one that loads for the first time.
  loading: 'loading',
  interrupted: 'loading',
  recovering: 'loading',
  failed: 'terminated',
  closed: undefined,
};

const ORDER: readonly ModelHealth['state'][] = ['available', 'serving', 'loading', 'terminated'];

/**
 * The best state among a model's instances. A model that is loading is healthy: only one that failed permanently is
 * not. The reason is only in the log, since this is public.
 */
export function healthOf(instances: readonly InstanceState[]): ModelHealth {
  const state = ORDER.find((one) => instances.some((instance) => STATES[instance] === one)) ?? 'available';
  return state === 'terminated'
    ? { status: 'unhealthy', state, detail: 'session terminated' }
    : { status: 'healthy', state, detail: null };
}
