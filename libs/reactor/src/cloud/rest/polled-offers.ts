import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { SessionService } from '../../local-api/index.js';
import type { Session } from '../../session/index.js';
import { Callers, ClientLimits } from '../../signaling/index.js';

/** Offers of clients up to 2.6 in sessions of the cloud API: one connection for each client, whose answer is polled for. */
@Injectable()
export class PolledOffers {
  constructor(
    private readonly sessions: SessionService,
    private readonly limits: ClientLimits,
    private readonly callers: Callers,
  ) {}

  /** Resolves when the answer is there or pending. Rejects with what the offer is refused with. */
  async take(session: Session, request: Request, sdp: string): Promise<void> {
    this.limits.check('offer', this.callers.callerOf(request));
    const owner = this.callers.ownerOf(request, 'flat');
    const connections = this.sessions.connectionsOf(session);
    const held = connections.single(owner);
    if (held === undefined || session.participants.isFree(held)) {
      this.limits.check('join', this.callers.addressOf(request));
    }
    const connectionId = held ?? connections.reserveSingle(owner, sdp);
    await connections.offer(connectionId, owner, { sdp, wire: 'flat', startFlowing: true });
  }

  /** The answer, once; undefined while it is pending. Throws what the offer was refused with. */
  answer(session: Session, request: Request): string | undefined {
    const owner = this.callers.ownerOf(request, 'flat');
    const connections = this.sessions.connectionsOf(session);
    const connectionId = connections.single(owner);
    return connectionId === undefined ? undefined : connections.takeAnswer(connectionId, owner);
  }
}
