import { Injectable } from '@nestjs/common';
import { ReactorError } from '../errors/index.js';
import type { BeginRequest, LocalModel } from '../local-api/index.js';
import { SessionPlacement } from '../placement/index.js';
import type { Session } from '../session/index.js';
import { WaitingRoom } from './waiting-room.js';

/** How soon a session is there that another page of the visitor is starting. */
const RETRY_AFTER_MS = 1_000;

/** The sessions of visitors who show their tickets. */
@Injectable()
export class TicketSessions {
  constructor(
    private readonly room: WaitingRoom,
    private readonly placement: SessionPlacement,
  ) {}

  /**
   * The session that the ticket has, or a new one on the instance that is held for it. Rejects with `not_called`, `unknown_ticket`,
   * `session_busy` while another page of the visitor starts it, `no_waiting_room`, and what a start is refused with.
   */
  async enter(model: LocalModel, ticket: string, request: BeginRequest): Promise<Session> {
    const view = await this.room.look(model.name, ticket, request.principal?.id);
    switch (view.stage) {
      case 'playing':
        return model.session(view.sessionId);
      case 'starting':
        throw new ReactorError('session_busy', 'the session of this ticket is starting; join it in a moment', {
          retryAfterMs: RETRY_AFTER_MS,
        });
      case 'waiting':
      case 'called':
      case 'over': {
        const { sessionId } = await this.placement.place({ ...request, model: model.name, ticket, here: true });
        return model.session(sessionId);
      }
    }
  }
}
