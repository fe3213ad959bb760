/** A visitor's place in the waiting room. Times are milliseconds from now. */
export interface WaitingPlace {
  /** Secret: whoever shows it is the visitor. */
  readonly ticket: string;
  /**
   * - `waiting`: has a place
   * - `called`: an instance is held for the visitor, who joins with the ticket
   * - `playing`: has a session, and joins it with the ticket
   * - `over`: the ticket is not valid any more
   */
  readonly stage: 'waiting' | 'called' | 'playing' | 'over';
  /** Of `waiting`, from 1. */
  readonly place?: number;
  /** Of `waiting`: how many visitors wait. */
  readonly waiting?: number;
  /** Of `waiting`; absent where it is not known yet. */
  readonly expected_wait_ms?: number;
  /** Of `called`: how long the instance is held. */
  readonly held_for_ms?: number;
  /** Of `playing`. */
  readonly session_id?: string;
  /** Of `playing`; absent: the session has no end. */
  readonly ends_in_ms?: number;
  /**
   * Of `over`. `left`: the visitor gave the place up; `gone`: nobody had heard of the visitor; `lapsed`: the session was not
   * claimed in time; `turn_over`: the session ended because others waited; `ended`: it ended in another way.
   */
  readonly reason?: 'left' | 'gone' | 'lapsed' | 'turn_over' | 'ended';
}
