/** A session's own state: it waits for its first client, streams, is left by all of them, closes, and has ended. */
export type SessionPhase = 'waiting' | 'streaming' | 'orphaned' | 'closing' | 'ended';

/** Facts that may change it. */
export type SessionMove = 'opened' | 'closed' | 'stop' | 'timeout' | 'cleaned';

/** Why a session ended. */
export type EndReason = 'stopped' | 'timed_out' | 'evicted' | 'moderated' | 'error';

/** Temporary reasons: a client that retries finds the model, perhaps in another process. */
export type TemporaryEnd = 'server_shutdown' | 'worker_lost' | 'model_reloaded' | 'node_lost';

/** A session's state and how many clients are in it. The count is only derived from the facts, never set. */
export interface Occupancy {
  readonly phase: SessionPhase;
  readonly connected: number;
}

type Next = SessionPhase | ((connected: number) => SessionPhase);

const MOVES: Readonly<Record<SessionMove, Partial<Record<SessionPhase, Next>>>> = {
  opened: { waiting: 'streaming', orphaned: 'streaming', streaming: 'streaming' },
  closed: { streaming: (connected) => (connected > 0 ? 'streaming' : 'orphaned') },
  stop: { waiting: 'closing', streaming: 'closing', orphaned: 'closing' },
  timeout: { waiting: 'closing', orphaned: 'closing' },
  cleaned: { closing: 'ended' },
};

function connectedAfter(move: SessionMove, connected: number): number {
  if (move === 'opened') return connected + 1;
  return move === 'closed' ? Math.max(0, connected - 1) : 0;
}

/** The state after a fact, or undefined where it is illegal. Pure. */
export function nextOccupancy(now: Occupancy, move: SessionMove): Occupancy | undefined {
  const next = MOVES[move][now.phase];
  if (next === undefined) return undefined;
  const connected = connectedAfter(move, now.connected);
  return { phase: typeof next === 'function' ? next(connected) : next, connected };
}

/** A session is running: clients may join, commands are accepted. */
export function isRunning(phase: SessionPhase): boolean {
  return phase === 'waiting' || phase === 'streaming' || phase === 'orphaned';
}
