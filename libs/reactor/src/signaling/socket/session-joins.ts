import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { SignalingRequest } from '@nestjs-reactor/protocol';
import { ReactorError } from '../../errors/index.js';
import { type LocalModel, SessionService } from '../../local-api/index.js';
import type { Principal, Session } from '../../session/index.js';
import { SessionStarts } from '../../placement/index.js';
import { TicketSessions, visitorOf } from '../../waiting/index.js';
import { AccessControl } from '../access/access-control.js';
import { Callers } from '../access/callers.js';
import { ClientLimits } from '../access/client-limits.js';
import { StartLimit } from '../access/start-limit.js';

type Join = SignalingRequest<'join'>;

/** A join that the limits and the application allow. */
export interface AllowedJoin {
  readonly model: LocalModel;
  /** Who joins; undefined where it may do everything. */
  readonly principal: Principal | undefined;
  /** As `SocketWire.visitor`. */
  readonly visitor: string | undefined;
  /**
   * The session, which may start with it. Rejects with `no_session`, `unknown_session`, `model_loading` and what a start throws.
   */
  readonly enter: () => Promise<Session>;
}

/** Decides about joins over sockets: which model, whether a session starts, and whether the client may. */
@Injectable()
export class SessionJoins {
  constructor(
    private readonly sessions: SessionService,
    private readonly access: AccessControl,
    private readonly callers: Callers,
    private readonly limits: ClientLimits,
    private readonly limit: StartLimit,
    private readonly starts: SessionStarts,
    private readonly tickets: TicketSessions,
  ) {}

  /** @param request the one that opened the socket. Rejects with `unknown_model`, `rate_limited` or the refusal. */
  async allow(request: IncomingMessage, join: Join): Promise<AllowedJoin> {
    const model = this.sessions.runtime(join.model);
    const address = this.callers.addressOf(request);
    this.limits.check('join', address);
    const starts = startsSession(model, join);
    if (starts) await this.limit.check(address);
    const principal = await this.checkAccess(request, model, join, starts);
    const visitor = join.ticket === undefined ? undefined : visitorOf(join.ticket);
    return { model, principal, visitor, enter: () => this.sessionFor(request, model, join, starts) };
  }

  private async checkAccess(
    request: IncomingMessage,
    { name: model, current }: LocalModel,
    join: Join,
    starts: boolean,
  ): Promise<Principal | undefined> {
    if (starts) await this.access.check(request, { edge: 'socket', action: 'start_session', model });
    const sessionId = join.session_id ?? (starts ? undefined : current?.id);
    return await this.access.check(request, {
      edge: 'socket',
      action: 'join',
      model,
      ...(sessionId === undefined ? {} : { sessionId }),
    });
  }

  /** The one that is named, or that of the ticket; else the running one, else a new one where the client may start it. */
  private async sessionFor(
    request: IncomingMessage,
    model: LocalModel,
    join: Join,
    mayStart: boolean,
  ): Promise<Session> {
    if (join.session_id !== undefined) return model.session(join.session_id);
    const starter = this.callers.starterOf(request);
    if (join.ticket !== undefined) return await this.tickets.enter(model, join.ticket, starter);
    // Another client may have started it meanwhile.
    if (mayStart && startsSession(model, join)) {
      return await this.starts.start(model, { ...starter, own: join.own });
    }
    if (model.current !== undefined) return model.current;
    throw new ReactorError('no_session', 'no session is running; join without "start": false to start one');
  }
}

function startsSession(model: LocalModel, { session_id, start, own, ticket }: Join): boolean {
  if (session_id !== undefined || start === false) return false;
  if (ticket !== undefined) return true;
  return model.current === undefined || model.givesOwn(own);
}
