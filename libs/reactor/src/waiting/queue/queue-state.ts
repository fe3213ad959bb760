/**
 * - `waiting`: has a place
 * - `called`: an instance is held for the visitor, who may claim it
 * - `starting`: claimed; the session is being placed
 * - `playing`: has a session
 */
export type TicketStage = 'waiting' | 'called' | 'starting' | 'playing';

/** A visitor's place in the queue, from the first request to the end of the turn. Times are those of the queue's clock. */
export interface Ticket {
  /** Secret: whoever has it is the visitor. */
  readonly id: string;
  /** Rises with each visitor; the lowest is called first. */
  readonly number: number;
  /** Who it is, where the application says so; such a visitor has one ticket. */
  readonly principal?: string;
  /** That limits count by. */
  readonly address: string;
  readonly stage: TicketStage;
  /** Somebody would see a call now. */
  readonly isPresent: boolean;
  readonly heardMs: number;
  /** Of `called` and `starting`: until when the instance is held. */
  readonly heldUntilMs?: number;
  /** Of `playing`. */
  readonly sessionId?: string;
  /** What the visitor has had of the turn in sessions that the server lost. */
  readonly playedMs: number;
}

/** One running session, with or without a ticket. */
export interface Turn {
  readonly sessionId: string;
  /** Id of the ticket that it was claimed with. */
  readonly ticket?: string;
  readonly startedMs: number;
  /** Since when nobody is there who controls it; absent: somebody is. */
  readonly unattendedMs?: number;
  /** The limit, fixed when the turn first had to make room, until nobody waits any more. */
  readonly limitMs?: number;
  /** When it ends, as things are now; absent: when its visitor likes. */
  readonly endsMs?: number;
  /** It is ending, and its instance will be free: why. */
  readonly ending?: TurnEnd;
}

/**
 * - `turn_over`: others wait, and it has lasted long enough
 * - `unattended`: others wait, and its visitor is away
 * - `ended`: it ended in another way
 */
export type TurnEnd = 'turn_over' | 'unattended' | 'ended';

/**
 * Why a ticket is no longer valid:
 *
 * - `left`: the visitor gave the place up
 * - `gone`: nobody had heard of the visitor
 * - `lapsed`: the call was not answered
 * - `turn_over`: the session ended because others waited
 * - `ended`: the session ended in another way
 */
export type TicketEnd = 'left' | 'gone' | 'lapsed' | 'turn_over' | 'ended';

/** A ticket that is no longer valid, kept for a while for a visitor who asks. */
export interface EndedTicket {
  readonly id: string;
  readonly reason: TicketEnd;
  readonly endedMs: number;
}

/** All that a queue knows: plain data, so that it can be stored and compared. */
export interface QueueState {
  /** Of the next ticket. */
  readonly nextNumber: number;
  /** In the order of their numbers. */
  readonly tickets: readonly Ticket[];
  /** The oldest first. */
  readonly turns: readonly Turn[];
  /** The oldest first. */
  readonly ended: readonly EndedTicket[];
  /** Instances of the model, wherever they are, and how many of them have no session. */
  readonly instances: number;
  readonly free: number;
  /** Milliseconds that the last turns lasted, the newest last. */
  readonly lengthsMs: readonly number[];
  /** Tickets that have ended so far, by reason. */
  readonly endCounts: Readonly<Record<TicketEnd, number>>;
}

export const EMPTY_QUEUE: QueueState = {
  nextNumber: 1,
  tickets: [],
  turns: [],
  ended: [],
  instances: 0,
  free: 0,
  lengthsMs: [],
  endCounts: { left: 0, gone: 0, lapsed: 0, turn_over: 0, ended: 0 },
};
