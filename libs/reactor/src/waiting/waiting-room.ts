import { randomBytes } from 'node:crypto';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { ReactorError } from '../errors/index.js';
import { type LocalModel, SessionService } from '../local-api/index.js';
import { describe } from '../logging/index.js';
import { PlainPlacement } from '../placement/index.js';
import type { Session } from '../session/index.js';
import { QueueStore } from './queue-store.js';
import type { Ticket, TicketEnd } from './queue/queue-state.js';
import type { TicketView, VisitorQueue } from './queue/visitor-queue.js';
import { TicketFollowers } from './ticket-followers.js';
import { ticketOf } from './visitor-name.js';
import { WAITING_OPTIONS, type WaitingOptions } from './waiting.options.js';

/** After which a visitor whom no place is left for may ask again. */
const RETRY_AFTER_MS = 10_000;

const TURN_OVER = 'Your turn is over: others are waiting.';
const UNATTENDED = 'The session ended: its visitor has left, and others are waiting.';

/** Who asks. */
export interface WaitingVisitor {
  /** That of an earlier answer: it keeps its place. */
  readonly ticket?: string | undefined;
  /** Id of the principal that the application named. */
  readonly principal?: string | undefined;
  /** The address that limits count by. */
  readonly address: string;
}

/** A visitor's place, as it is now. */
export interface WaitingPlace {
  /** Secret: whoever has it is the visitor. */
  readonly ticket: string;
  readonly view: TicketView;
}

/** How busy a model is. */
export interface QueueSummary {
  readonly instances: number;
  readonly playing: number;
  readonly waiting: number;
  /** Visitors for whom an instance is held. */
  readonly called: number;
  /** Tickets that have ended so far, by reason. */
  readonly ended: Readonly<Record<TicketEnd, number>>;
  /** Of a visitor who comes now; undefined: not known yet. */
  readonly expectedWaitMs: number | undefined;
}

/**
 * The queue of each model in front of its instances: gives visitors places, calls them, lets them claim sessions, and ends
 * those that make room for others.
 */
@Injectable()
export class WaitingRoom implements OnModuleDestroy {
  private readonly logger = new Logger('Reactor');
  private readonly followers = new TicketFollowers();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly heartbeat: NodeJS.Timeout | undefined;
  private readonly unfollow: readonly (() => void)[];
  /** Sessions of each model that have begun here: a capacity that was asked for before the last one is out of date. */
  private begun = 0;
  /** Models whose queues have changed at this moment. */
  private readonly changed = new Set<string>();
  private isClosed = false;

  constructor(
    private readonly sessions: SessionService,
    private readonly placement: PlainPlacement,
    private readonly store: QueueStore,
    @Inject(WAITING_OPTIONS) private readonly options: WaitingOptions,
  ) {
    if (!options.enabled) {
      this.unfollow = [];
      return;
    }
    sessions.onModel((model) => this.watch(model));
    this.unfollow = [
      placement.onCapacity((model) => this.refresh(model)),
      store.onChange((model) => this.follow(model)),
    ];
    this.heartbeat = setInterval(() => this.hearAll(), options.absentMs / 3);
    this.heartbeat.unref();
  }

  onModuleDestroy(): void {
    this.isClosed = true;
    clearInterval(this.heartbeat);
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    for (const end of this.unfollow) end();
  }

  get isOpen(): boolean {
    return this.options.enabled;
  }

  /**
   * The place of a visitor: the one that the ticket or the principal has, or a new one at the end. Rejects with `no_waiting_room`,
   * `unknown_model`, `shutting_down` or `waiting_room_full`.
   */
  async enter(model: string, visitor: WaitingVisitor): Promise<WaitingPlace> {
    this.checkOpen(model);
    return await this.store.change(model, (queue, nowMs) => {
      const known = ticketFor(queue, visitor);
      if (known !== undefined) queue.hear([known.id], nowMs);
      else this.checkRoom(model, queue, visitor);
      const ticket = known?.id ?? randomBytes(18).toString('base64url');
      if (known === undefined) queue.enter({ ...visitor, ticketId: ticket }, nowMs);
      return { ticket, view: queue.view(ticket, nowMs)! };
    });
  }

  /** Gives a place up; nothing where there is none. Rejects with `no_waiting_room` or `unknown_model`. */
  async leave(model: string, visitor: Omit<WaitingVisitor, 'address'>): Promise<void> {
    this.checkModel(model);
    await this.store.change(model, (queue, nowMs) => {
      const ticket = ticketFor(queue, visitor);
      if (ticket !== undefined && ticket.stage !== 'playing') queue.leave(ticket.id, nowMs);
    });
  }

  /**
   * Calls back whenever the visitor sees something else, for as long as a page shows it: the visitor is there meanwhile.
   *
   * @returns the function that ends it
   */
  show(model: string, ticket: string, shown: TicketView, send: (view: TicketView) => void): () => void {
    const end = this.followers.add(model, ticket, shown, send);
    // It may have changed since it was read.
    this.follow(model);
    return () => {
      end();
      if (this.followers.has(model, ticket)) return;
      this.attempt(this.store.change(model, (queue, nowMs) => queue.miss(ticket, nowMs)));
    };
  }

  async summary(model: string): Promise<QueueSummary> {
    this.checkModel(model);
    return await this.store.read(model, (queue, nowMs) => {
      const { instances, turns, endCounts } = queue.state;
      return {
        instances,
        playing: turns.length,
        waiting: queue.waiting,
        called: queue.held,
        ended: endCounts,
        expectedWaitMs: queue.nextWaitMs(nowMs),
      };
    });
  }

  /**
   * What the visitor with this ticket may do now. Rejects with `no_waiting_room`, `unknown_model`, or `unknown_ticket` also where it is
   * another principal's.
   */
  async look(model: string, ticket: string, principal: string | undefined): Promise<TicketView> {
    this.checkModel(model);
    const view = await this.store.read(model, (queue, nowMs) =>
      ticketFor(queue, { ticket, principal })?.id === ticket ? queue.view(ticket, nowMs) : undefined,
    );
    if (view !== undefined) return view;
    throw new ReactorError(
      'unknown_ticket',
      'this ticket is not valid, or not any more; take a new place in the waiting room',
    );
  }

  /**
   * Takes the instance that is held for the ticket. Rejects with `not_called`.
   * @returns to be called where the session could not start
   */
  async claim(model: string, ticket: string): Promise<() => Promise<void>> {
    const isHeld = await this.store.change(model, (queue, nowMs) => queue.claim(ticket, nowMs));
    if (!isHeld) {
      throw new ReactorError('not_called', 'it is not the turn of this ticket; wait until it is called', {
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    return () => this.store.change(model, (queue, nowMs) => queue.unclaim(ticket, nowMs));
  }

  /** May a session start that nobody has waited for? */
  async admitsOthers(model: string): Promise<boolean> {
    return await this.store.read(model, (queue) => queue.admitsOthers);
  }

  /** Rejects with `session_busy` where a session that nobody has waited for would overtake visitors. */
  async checkOthers(model: string): Promise<void> {
    const waiting = await this.store.read(model, (queue) => (queue.admitsOthers ? undefined : queue.size));
    if (waiting === undefined || waiting === 0) return;
    throw new ReactorError(
      'session_busy',
      `cannot start session: ${waiting === 1 ? 'a visitor waits' : `${waiting} visitors wait`} for ${model}; take a place in the waiting room`,
      { retryAfterMs: RETRY_AFTER_MS },
    );
  }

  private checkOpen(model: string): void {
    if (!this.checkModel(model).model.isDraining) return;
    throw new ReactorError('shutting_down', 'the server is shutting down; wait at another one');
  }

  private checkModel(model: string): LocalModel {
    const runtime = this.sessions.runtime(model);
    if (this.options.enabled) return runtime;
    throw new ReactorError('no_waiting_room', 'this server has no waiting room; start or join a session directly');
  }

  private checkRoom(model: string, queue: VisitorQueue, { principal, address }: WaitingVisitor): void {
    const { maxVisitors, placesPerAddress } = this.options;
    const retry = { retryAfterMs: RETRY_AFTER_MS };
    if (queue.size >= maxVisitors) {
      throw new ReactorError(
        'waiting_room_full',
        `${maxVisitors} visitors wait for ${model} already; try again later`,
        retry,
      );
    }
    if (principal !== undefined || placesPerAddress <= 0 || queue.placesOf(address) < placesPerAddress) return;
    throw new ReactorError(
      'waiting_room_full',
      `${placesPerAddress} visitors of this address wait for ${model} already; give one of the places up, or try again later`,
      retry,
    );
  }

  private watch({ name, model }: LocalModel): void {
    const change = (act: (queue: VisitorQueue, nowMs: number) => void): void =>
      this.attempt(this.store.change(name, act));
    model.events.on('session', (session) => {
      this.begun++;
      const { id, events, seats, starter } = session;
      change((queue, nowMs) => queue.begin(id, ticketOf(starter.visitor), nowMs));
      events.on('seats', () => {
        const { isAttended } = seats;
        change((queue, nowMs) => queue.attend(id, isAttended, nowMs));
      });
      events.once('ending', ({ temporary }) =>
        change((queue, nowMs) => queue.ending(id, temporary !== undefined, nowMs)),
      );
    });
    model.events.on('released', (session) => this.attempt(this.release(name, session)));
    this.refresh(name);
  }

  private async release(model: string, { id }: Session): Promise<void> {
    const { instances, free } = await this.capacity(model);
    await this.store.change(model, (queue, nowMs) => queue.end(id, instances, free, nowMs));
  }

  private refresh(model: string): void {
    this.attempt(
      this.capacity(model).then(({ instances, free }) =>
        this.store.change(model, (queue, nowMs) => queue.setCapacity(instances, free, nowMs)),
      ),
    );
  }

  /** As it is now: no session has begun here since it was asked for. */
  private async capacity(model: string): ReturnType<PlainPlacement['capacity']> {
    for (;;) {
      const { begun } = this;
      const capacity = await this.placement.capacity(model);
      if (begun === this.begun) return capacity;
    }
  }

  /** A queue has changed: its visitors see it, sessions learn when they end, and those that are over end. */
  private follow(model: string): void {
    if (this.isClosed || this.changed.has(model)) return;
    this.changed.add(model);
    queueMicrotask(() => {
      this.changed.delete(model);
      this.attempt(this.inform(model));
    });
  }

  private async inform(model: string): Promise<void> {
    const { turns, waiting, views, dueInMs } = await this.store.read(model, (queue, nowMs) => ({
      turns: queue.sessions,
      waiting: queue.waiting,
      views: queue.views(nowMs),
      dueInMs: queue.dueMs === undefined ? undefined : queue.dueMs - nowMs,
    }));
    this.wakeIn(model, dueInMs);
    this.followers.inform(model, views);
    const running = new Map(this.sessions.runtime(model).sessions.map((session) => [session.id, session]));
    for (const { sessionId, endsMs, ending } of turns) {
      const session = running.get(sessionId);
      if (session === undefined) continue;
      session.limitTime({ endsMs: endsMs === undefined ? undefined : endsMs + this.store.clockOffsetMs, waiting });
      if (ending === undefined || ending === 'ended') continue;
      const reason = ending === 'turn_over' ? TURN_OVER : UNATTENDED;
      await this.placement.end(sessionId, { moderate: false, reason, end: 'evicted' });
    }
  }

  private wakeIn(model: string, ms: number | undefined): void {
    clearTimeout(this.timers.get(model));
    if (ms === undefined || this.isClosed) return;
    const wake = (): void => this.attempt(this.store.change(model, (queue, nowMs) => queue.advance(nowMs)));
    this.timers.set(model, setTimeout(wake, Math.max(0, ms)).unref());
  }

  private hearAll(): void {
    for (const [model, tickets] of this.followers.all) {
      this.attempt(this.store.change(model, (queue, nowMs) => queue.hear(tickets, nowMs)));
    }
  }

  private attempt(step: Promise<unknown>): void {
    step.catch((error: unknown) => this.logger.error(`the waiting room: ${describe(error)}`));
  }
}

/** A principal has one place, whatever ticket it shows; a ticket of a principal is of no use to others. */
function ticketFor(queue: VisitorQueue, { ticket, principal }: Omit<WaitingVisitor, 'address'>): Ticket | undefined {
  const known = principal === undefined ? undefined : queue.ticketOf(principal);
  if (known !== undefined) return known;
  const shown = ticket === undefined ? undefined : queue.ticket(ticket);
  return shown?.principal === undefined || shown.principal === principal ? shown : undefined;
}
