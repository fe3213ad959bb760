/**
 * State of one instance of a model, and so of its worker.
 *
 * - `loading`: its first worker loads
 * - `idle`: free for a session
 * - `serving`: it has a session
 * - `interrupted`: it has a session and no worker: another one loads, or the session closes
 * - `recovering`: it has neither; another worker loads
 * - `failed`: its worker was lost too often, or could never load
 * - `closed`: the server ends
 */
export type InstanceState = 'loading' | 'idle' | 'serving' | 'interrupted' | 'recovering' | 'failed' | 'closed';

/** Facts that may change it. */
export type InstanceMove =
  /** The worker has loaded the model, for the first time or again; of a failed instance, in a new version. */
  | 'loaded'
  /** No worker can load it, or may. */
  | 'failed'
  /** A session was assigned. */
  | 'assigned'
  /** Its session has ended. */
  | 'released'
  /** Its worker has ended. */
  | 'lost'
  | 'closed';

const MOVES: Readonly<Record<InstanceMove, Partial<Record<InstanceState, InstanceState>>>> = {
  loaded: { loading: 'idle', recovering: 'idle', interrupted: 'serving', failed: 'idle' },
  failed: { loading: 'failed', recovering: 'failed', interrupted: 'failed', idle: 'failed', serving: 'failed' },
  assigned: { idle: 'serving' },
  released: { serving: 'idle', interrupted: 'recovering' },
  lost: { idle: 'recovering', serving: 'interrupted' },
  closed: {
    loading: 'closed',
    idle: 'closed',
    serving: 'closed',
    interrupted: 'closed',
    recovering: 'closed',
    failed: 'closed',
  },
};

/** The state after a fact, or undefined where it changes nothing. Pure. */
export function nextInstanceState(now: InstanceState, move: InstanceMove): InstanceState | undefined {
  return MOVES[move][now];
}
