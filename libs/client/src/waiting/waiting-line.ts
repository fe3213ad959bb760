import type { WaitingPlace } from '@nestjs-reactor/protocol';
import { toClientError } from '../client-error.js';
import type { SessionStatus } from '../session-status.js';
import type { SignalingSocket } from '../signaling/signaling-socket.js';
import type { TicketStore } from './ticket-store.js';

const PING_PERIOD_MS = 10_000;
const PING_TIMEOUT_MS = 8_000;

/** Why a visitor has no place any more, in words. */
const ENDS: Readonly<Record<NonNullable<WaitingPlace['reason']>, string>> = {
  left: 'The place was given up.',
  gone: 'The server has not heard of this client for too long.',
  lapsed: 'The session was not claimed in time.',
  turn_over: 'Your turn is over: others are waiting.',
  ended: 'The session has ended.',
};

/** How the wait ended. */
export type Waited =
  /** The session that the ticket has, or that is claimed by joining with it. `had`: it was there before. */
  | { readonly kind: 'called'; readonly ticket: string; readonly had: boolean }
  | { readonly kind: 'over'; readonly reason: string; readonly message: string };

/** What a place in the waiting room needs from the client that it is of. */
export interface WaitingPorts {
  readonly model: string | undefined;
  readonly tickets: TicketStore;
  /** Claim the session as soon as it is held, also after a wait. */
  readonly claimsAlone: boolean;
  readonly onStatus: (status: Extract<SessionStatus, { kind: 'waiting' | 'called' }>) => void;
}

/** A visitor's place in the waiting room, on one socket, until the session is there. */
export class WaitingLine {
  private settle: (waited: Waited) => void = () => {};
  private ticket: string | undefined;
  private isCalled = false;
  private hasWaited = false;

  constructor(
    private readonly socket: SignalingSocket,
    private readonly ports: WaitingPorts,
  ) {}

  /**
   * Resolves when the client may join with the ticket, or has no place any more; with undefined where the server has no waiting
   * room. Rejects with the server's refusal, or where the socket is lost.
   */
  async wait(): Promise<Waited | undefined> {
    const { model, tickets } = this.ports;
    const waited = new Promise<Waited>((resolve) => (this.settle = resolve));
    const early: WaitingPlace[] = [];
    let take = (place: WaitingPlace): void => void early.push(place);
    this.socket.onNotice = (notice) => {
      if (notice.type === 'waiting') take(notice);
    };
    const place = await this.enter(model, tickets.get());
    if (place === undefined) return undefined;
    this.ticket = place.ticket;
    tickets.set(place.ticket);
    if (place.stage === 'playing') return { kind: 'called', ticket: place.ticket, had: true };
    take = (next) => this.show(next);
    for (const next of [place, ...early]) this.show(next);
    return await this.unlessLost(waited);
  }

  /** Takes the session that is held. Nothing while none is. */
  claim(): void {
    if (this.isCalled) this.settle({ kind: 'called', ticket: this.ticket!, had: false });
  }

  /** Gives the place up. */
  leave(): void {
    this.socket.notify({ type: 'stop_waiting' });
  }

  private async enter(model: string | undefined, ticket: string | undefined): Promise<WaitingPlace | undefined> {
    try {
      return await this.socket.request({
        type: 'wait',
        ...(model === undefined ? {} : { model }),
        ...(ticket === undefined ? {} : { ticket }),
      });
    } catch (error) {
      if (toClientError(error).code === 'no_waiting_room') return undefined;
      throw error;
    }
  }

  private show({ stage, place = 1, waiting = 1, expected_wait_ms, held_for_ms = 0, reason }: WaitingPlace): void {
    this.isCalled = stage === 'called';
    switch (stage) {
      case 'waiting':
        this.hasWaited = true;
        this.ports.onStatus({ kind: 'waiting', place, waiting, expectedWaitMs: expected_wait_ms });
        return;
      case 'called':
        // Who has not waited is still there.
        if (this.ports.claimsAlone || !this.hasWaited) this.claim();
        else this.ports.onStatus({ kind: 'called', untilMs: Date.now() + held_for_ms });
        return;
      case 'playing':
        // Another tab of this visitor has claimed it.
        this.settle({ kind: 'called', ticket: this.ticket!, had: true });
        return;
      case 'over':
        this.settle({ kind: 'over', reason: reason ?? 'gone', message: ENDS[reason ?? 'gone'] });
    }
  }

  /** A browser does not detect that the other end of a socket is gone. */
  private async unlessLost(waited: Promise<Waited>): Promise<Waited> {
    let timer: ReturnType<typeof setInterval> | undefined;
    const lost = new Promise<never>((_resolve, reject) => {
      void this.socket.closed.then(reject);
      timer = setInterval(() => {
        this.socket.request({ type: 'ping' }, PING_TIMEOUT_MS).catch((error: unknown) => reject(toClientError(error)));
      }, PING_PERIOD_MS);
    });
    try {
      return await Promise.race([waited, lost]);
    } finally {
      clearInterval(timer);
    }
  }
}
