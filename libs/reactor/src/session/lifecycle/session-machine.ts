import type { MoveEvent, SessionEvent, SessionState, Transition } from './session-state.js';

/** A state and how many clients are in it. The count is only derived from the facts, never set. */
export interface Occupancy {
  readonly state: SessionState;
  readonly live: number;
}

type Move = SessionState | ((live: number) => SessionState);

const MOVES: Readonly<Record<MoveEvent, Partial<Record<SessionState, Move>>>> = {
  initialization_success: { created: 'ready' },
  initialization_fail: { created: 'terminated' },
  start_session: { ready: 'waiting' },
  connection_opened: { waiting: 'streaming', orphaned: 'streaming', streaming: 'streaming' },
  connection_closed: { streaming: (live) => (live > 0 ? 'streaming' : 'orphaned') },
  stop_session: { waiting: 'closing', streaming: 'closing', orphaned: 'closing' },
  timeout: { waiting: 'closing', orphaned: 'closing' },
  cleanup_complete: { closing: 'ready' },
  eviction: {
    created: 'terminated',
    ready: 'terminated',
    waiting: 'terminated',
    streaming: 'terminated',
    orphaned: 'terminated',
    closing: 'terminated',
  },
};

const NOTED: ReadonlySet<SessionEvent> = new Set<SessionEvent>([
  'connection_answered',
  'chunk_ready',
  'clip_ready',
  'command',
  'error',
  'metric',
]);

function isMove(event: SessionEvent): event is MoveEvent {
  return !NOTED.has(event);
}

function liveAfter(event: MoveEvent, live: number): number {
  if (event === 'connection_opened') return live + 1;
  if (event === 'connection_closed') return Math.max(0, live - 1);
  return 0;
}

/** The state after `event`, or undefined where it is illegal. Pure. */
export function nextOccupancy(now: Occupancy, event: SessionEvent): Occupancy | undefined {
  if (!isMove(event)) return now;
  const move = MOVES[event][now.state];
  if (move === undefined) return undefined;
  const live = liveAfter(event, now.live);
  return { state: typeof move === 'function' ? move(live) : move, live };
}

/**
 * Holds the state of one model and notifies its listeners of every legal transition, in the order they were added,
 * after the state has changed. It has no other side effect.
 */
export class SessionMachine {
  private now: Occupancy = { state: 'created', live: 0 };
  private readonly listeners: ((transition: Transition) => void)[] = [];

  constructor(private readonly clock: () => number = Date.now) {}

  get state(): SessionState {
    return this.now.state;
  }

  /** Clients whose connection is open. */
  get live(): number {
    return this.now.live;
  }

  onTransition(listener: (transition: Transition) => void): void {
    this.listeners.push(listener);
  }

  /** @returns false where the event is illegal in this state: nothing changed and no listener was called */
  apply(event: SessionEvent, detail: Readonly<Record<string, unknown>> = {}): boolean {
    const next = nextOccupancy(this.now, event);
    if (next === undefined) return false;
    const transition: Transition = {
      event,
      from: this.now.state,
      to: next.state,
      detail,
      tsMs: this.clock(),
    };
    this.now = next;
    for (const listener of this.listeners) listener(transition);
    return true;
  }
}
