import { expectedWaits } from './expected-waits.js';
import type { QueueRules } from './queue-rules.js';
import {
  EMPTY_QUEUE,
  type EndedTicket,
  type QueueState,
  type Ticket,
  type TicketEnd,
  type Turn,
} from './queue-state.js';
import { limitTurns } from './turn-limits.js';

/** Turns that the expected wait is estimated from. */
const KEPT_LENGTHS = 16;

/** Ended tickets that are kept, and for how long. */
const KEPT_ENDS = 256;
const ENDS_KEPT_MS = 300_000;

/** Who asks for a place. */
export interface Visitor {
  /** For the ticket, where it is a new one. */
  readonly ticketId: string;
  readonly principal?: string | undefined;
  readonly address: string;
}

/** What a visitor sees. */
export type TicketView =
  | {
      readonly stage: 'waiting';
      /** From 1: the next one. */
      readonly place: number;
      readonly waiting: number;
      /** Undefined: not known yet. */
      readonly expectedWaitMs: number | undefined;
    }
  | { readonly stage: 'called' | 'starting'; readonly heldForMs: number }
  | {
      readonly stage: 'playing';
      readonly sessionId: string;
      /** Undefined: as long as the visitor likes. */
      readonly endsInMs: number | undefined;
    }
  | { readonly stage: 'over'; readonly reason: TicketEnd };

/**
 * The visitors of one model: who is next, for whom an instance is held, whose turn ends when. It knows no clock and no timer: each
 * fact comes with its time, and {@link dueMs} says when {@link advance} has to be called.
 *
 * Visitors are called in the order in which they came. One who is not there at that moment keeps the place and is passed
 * over until he is back, or has gone.
 */
export class VisitorQueue {
  private tickets: Ticket[];
  private turns: readonly Turn[];
  private ended: readonly EndedTicket[];
  private nextNumber: number;
  private instances: number;
  private free: number;
  private lengthsMs: readonly number[];
  private endCounts: QueueState['endCounts'];

  constructor(
    private readonly rules: QueueRules,
    { tickets, turns, ended, nextNumber, instances, free, lengthsMs, endCounts }: QueueState = EMPTY_QUEUE,
  ) {
    this.tickets = [...tickets];
    this.turns = turns;
    this.ended = ended;
    this.nextNumber = nextNumber;
    this.instances = instances;
    this.free = free;
    this.lengthsMs = lengthsMs;
    this.endCounts = endCounts;
  }

  get state(): QueueState {
    const { tickets, turns, ended, nextNumber, instances, free, lengthsMs, endCounts } = this;
    return { tickets: [...tickets], turns, ended, nextNumber, instances, free, lengthsMs, endCounts };
  }

  /** When something happens without a fact; undefined: never. */
  get dueMs(): number | undefined {
    const times = [
      ...this.tickets.map((ticket) => endOf(ticket, this.rules).atMs),
      ...this.turns.map(({ endsMs = Infinity, ending }) => (ending === undefined ? endsMs : Infinity)),
    ];
    const dueMs = Math.min(...times);
    return dueMs === Infinity ? undefined : dueMs;
  }

  /** Visitors without a session whose place is not over. */
  get size(): number {
    return this.tickets.filter(({ stage }) => stage !== 'playing').length;
  }

  /** Those who wait and are not called. */
  get waiting(): number {
    return this.tickets.filter(({ stage }) => stage === 'waiting').length;
  }

  /** Instances that are held for visitors who were called. */
  get held(): number {
    return this.tickets.filter(({ stage }) => stage === 'called' || stage === 'starting').length;
  }

  /** May a session start that nobody has waited for? */
  get admitsOthers(): boolean {
    return this.waiting === 0 && this.free > this.held;
  }

  /** Running sessions, the oldest first; those with `ending` have to end. */
  get sessions(): readonly Turn[] {
    return this.turns;
  }

  ticket(id: string): Ticket | undefined {
    return this.tickets.find((ticket) => ticket.id === id);
  }

  /** That of a visitor who is known to the application. */
  ticketOf(principal: string): Ticket | undefined {
    return this.tickets.find((ticket) => ticket.principal === principal);
  }

  /** Places that one address has. */
  placesOf(address: string): number {
    return this.tickets.filter((ticket) => ticket.stage !== 'playing' && ticket.address === address).length;
  }

  /** A new place, at the end. */
  enter({ ticketId, principal, address }: Visitor, nowMs: number): Ticket {
    const ticket: Ticket = {
      id: ticketId,
      number: this.nextNumber++,
      ...(principal === undefined ? {} : { principal }),
      address,
      stage: 'waiting',
      isPresent: true,
      heardMs: nowMs,
      playedMs: 0,
    };
    this.tickets.push(ticket);
    this.advance(nowMs);
    return this.ticket(ticketId) ?? ticket;
  }

  /** The visitors are there. */
  hear(ids: Iterable<string>, nowMs: number): void {
    const heard = new Set(ids);
    this.tickets = this.tickets.map((ticket) =>
      heard.has(ticket.id) ? { ...ticket, isPresent: true, heardMs: nowMs } : ticket,
    );
    this.advance(nowMs);
  }

  /** A visitor's last page has closed; he may be back. */
  miss(id: string, nowMs: number): void {
    this.change(id, { isPresent: false, heardMs: nowMs });
    this.advance(nowMs);
  }

  /** The visitor gives the place up. A running session is not ended by that. */
  leave(id: string, nowMs: number): void {
    this.remove(id, 'left', nowMs);
    this.advance(nowMs);
  }

  /** @returns whether an instance is held for the ticket, which is to be started in now */
  claim(id: string, nowMs: number): boolean {
    this.advance(nowMs);
    if (this.ticket(id)?.stage !== 'called') return false;
    this.change(id, { stage: 'starting', heldUntilMs: nowMs + this.rules.claimMs });
    return true;
  }

  /** The session of a claim could not start: the visitor is called again. */
  unclaim(id: string, nowMs: number): void {
    if (this.ticket(id)?.stage === 'starting') this.change(id, { stage: 'waiting', heldUntilMs: undefined });
    this.advance(nowMs);
  }

  /** Of the model, over every machine. */
  setCapacity(instances: number, free: number, nowMs: number): void {
    this.instances = instances;
    this.free = free;
    this.advance(nowMs);
  }

  /** A session has started. @param ticketId absent: nobody had waited for it */
  begin(sessionId: string, ticketId: string | undefined, nowMs: number): void {
    const ticket = ticketId === undefined ? undefined : this.ticket(ticketId);
    const startedMs = nowMs - (ticket?.playedMs ?? 0);
    const owner = ticket === undefined ? {} : { ticket: ticket.id };
    const turn = { sessionId, startedMs, unattendedMs: nowMs, ...owner };
    this.turns = [...this.turns, turn].sort((one, other) => one.startedMs - other.startedMs);
    if (ticket !== undefined) this.change(ticket.id, { stage: 'playing', sessionId, heldUntilMs: undefined });
    this.free = Math.max(0, this.free - 1);
    this.advance(nowMs);
  }

  /** Whether somebody who controls the session is in it. */
  attend(sessionId: string, isAttended: boolean, nowMs: number): void {
    this.turns = this.turns.map((turn) => {
      if (turn.sessionId !== sessionId || (turn.unattendedMs === undefined) === isAttended) return turn;
      const { unattendedMs: _, ...attended } = turn;
      return isAttended ? attended : { ...attended, unattendedMs: nowMs };
    });
    this.advance(nowMs);
  }

  /**
   * A session is ending; its instance is not free yet.
   * @param isLost the server lost it: its visitor, who has not had the whole turn, is the next one
   */
  ending(sessionId: string, isLost: boolean, nowMs: number): void {
    const turn = this.turns.find((one) => one.sessionId === sessionId);
    if (turn === undefined) return;
    const playedMs = nowMs - turn.startedMs;
    if (!isLost) this.lengthsMs = [...this.lengthsMs, playedMs].slice(-KEPT_LENGTHS);
    if (turn.ticket !== undefined && isLost && turn.ending === undefined) {
      this.change(turn.ticket, { stage: 'waiting', sessionId: undefined, playedMs, heardMs: nowMs });
    } else if (turn.ticket !== undefined) {
      this.remove(turn.ticket, turn.ending === undefined ? 'ended' : 'turn_over', nowMs);
    }
    this.turns = this.turns.map((one) => (one === turn ? { ...one, ending: one.ending ?? 'ended' } : one));
    this.advance(nowMs);
  }

  /** A session is over, and its instance has been released: with it the model has this many free ones. */
  end(sessionId: string, instances: number, free: number, nowMs: number): void {
    this.turns = this.turns.filter((one) => one.sessionId !== sessionId);
    this.setCapacity(instances, free, nowMs);
  }

  /** Everything that is due by now happens. */
  advance(nowMs: number): void {
    for (const ticket of this.tickets) {
      const { atMs, reason } = endOf(ticket, this.rules);
      if (atMs <= nowMs) this.remove(ticket.id, reason, nowMs);
    }
    this.ended = this.ended.filter(({ endedMs }) => nowMs - endedMs < ENDS_KEPT_MS);
    this.call(nowMs);
    const aboutToBeFree = this.turns.filter(({ ending }) => ending !== undefined).length;
    const wanted = this.waiting - Math.max(0, this.free - this.held) - aboutToBeFree;
    this.turns = limitTurns(this.turns, wanted, this.rules, nowMs).map((turn) => this.endedWhenDue(turn, nowMs));
  }

  /** What the visitor sees; undefined: no ticket has this id, or it ended long ago. */
  view(id: string, nowMs: number): TicketView | undefined {
    return this.views(nowMs).get(id);
  }

  /** What each visitor sees, by ticket; of those whose ticket has ended, for a while. */
  views(nowMs: number): ReadonlyMap<string, TicketView> {
    const waiting = this.tickets.filter(({ stage }) => stage === 'waiting');
    const waits = this.expectedWaits(waiting.length, nowMs);
    const places = new Map(waiting.map(({ id }, index) => [id, index]));
    const over = this.ended.map(({ id, reason }): [string, TicketView] => [id, { stage: 'over', reason }]);
    return new Map([
      ...over,
      ...this.tickets.map(({ id, stage, heldUntilMs = nowMs, sessionId = '' }): [string, TicketView] => {
        if (stage === 'playing') return [id, { stage, sessionId, endsInMs: this.endsInMs(sessionId, nowMs) }];
        if (stage !== 'waiting') return [id, { stage, heldForMs: Math.max(0, heldUntilMs - nowMs) }];
        const index = places.get(id)!;
        return [id, { stage, place: index + 1, waiting: waiting.length, expectedWaitMs: waits[index] }];
      }),
    ]);
  }

  /** What one who came now would have to wait; undefined: not known yet. */
  nextWaitMs(nowMs: number): number | undefined {
    if (this.admitsOthers) return 0;
    return this.expectedWaits(this.waiting + 1, nowMs).at(-1);
  }

  private call(nowMs: number): void {
    let available = this.free - this.held;
    for (const { id, stage, isPresent } of this.tickets) {
      if (available <= 0) return;
      if (stage !== 'waiting' || !isPresent) continue;
      this.change(id, { stage: 'called', heldUntilMs: nowMs + this.rules.claimMs });
      available--;
    }
  }

  private endsInMs(sessionId: string, nowMs: number): number | undefined {
    const endsMs = this.turns.find((turn) => turn.sessionId === sessionId)?.endsMs;
    return endsMs === undefined ? undefined : Math.max(0, endsMs - nowMs);
  }

  private endedWhenDue(turn: Turn, nowMs: number): Turn {
    const { endsMs, unattendedMs, ending } = turn;
    if (ending !== undefined || endsMs === undefined || endsMs > nowMs) return turn;
    return { ...turn, ending: unattendedMs === undefined ? 'turn_over' : 'unattended' };
  }

  private expectedWaits(visitors: number, nowMs: number): number[] {
    const usualMs = this.usualTurnMs;
    if (usualMs === undefined) return [];
    const busy = [
      ...this.turns.map((turn) => this.remainingMs(turn, usualMs, nowMs)),
      ...Array.from({ length: this.held }, () => usualMs),
    ];
    const free = Array.from({ length: Math.max(0, this.instances - busy.length) }, () => 0);
    return expectedWaits(visitors, [...busy, ...free], usualMs);
  }

  private get usualTurnMs(): number | undefined {
    const { lengthsMs } = this;
    if (lengthsMs.length > 0) return lengthsMs.reduce((sum, ms) => sum + ms, 0) / lengthsMs.length;
    return this.rules.turnMs > 0 ? this.rules.turnMs : undefined;
  }

  /** A turn that has lasted longer than usual is taken to last a quarter of a usual one more. */
  private remainingMs({ startedMs, endsMs, ending }: Turn, usualMs: number, nowMs: number): number {
    if (ending !== undefined) return 0;
    const { turnMs, noticeMs } = this.rules;
    const lastMs = endsMs ?? (turnMs > 0 ? Math.max(startedMs + turnMs, nowMs + noticeMs) : Infinity);
    return Math.min(lastMs - nowMs, Math.max(startedMs + usualMs - nowMs, usualMs / 4));
  }

  private change(id: string, change: { readonly [K in keyof Ticket]?: Ticket[K] | undefined }): void {
    this.tickets = this.tickets.map((ticket) => (ticket.id === id ? { ...ticket, ...change } : ticket));
  }

  private remove(id: string, reason: TicketEnd, nowMs: number): void {
    if (this.ticket(id) === undefined) return;
    this.tickets = this.tickets.filter((one) => one.id !== id);
    this.endCounts = { ...this.endCounts, [reason]: this.endCounts[reason] + 1 };
    this.ended = [...this.ended, { id, reason, endedMs: nowMs }].slice(-KEPT_ENDS);
  }
}

/** When the ticket ends by itself, and why. */
function endOf(
  { stage, heardMs, heldUntilMs = Infinity }: Ticket,
  { absentMs }: QueueRules,
): { readonly atMs: number; readonly reason: 'gone' | 'lapsed' } {
  const goneMs = heardMs + absentMs;
  if (stage === 'playing') return { atMs: Infinity, reason: 'gone' };
  const isMissed = stage === 'waiting' || (stage === 'called' && goneMs < heldUntilMs);
  return isMissed ? { atMs: goneMs, reason: 'gone' } : { atMs: heldUntilMs, reason: 'lapsed' };
}
