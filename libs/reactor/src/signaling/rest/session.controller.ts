import { Body, Controller, Inject, Param, Req, Res } from '@nestjs/common';
import { parseStartSession, parseStopSession, parseTicket, type SessionDescriptor } from '@nestjs-reactor/protocol';
import type { Request, Response } from 'express';
import { ReactorError } from '../../errors/index.js';
import type { Session } from '../../session/index.js';
import { ReactorRoute } from '../../routes/index.js';
import { type ModelHealth, SessionService } from '../../local-api/index.js';
import { SessionStarts } from '../../placement/index.js';
import { TicketSessions, WaitingRoom } from '../../waiting/index.js';
import { Callers } from '../access/callers.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

/** Lifecycle and description of a model's session. The same routes serve each model under its name. */
@Controller()
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly starts: SessionStarts,
    private readonly tickets: TicketSessions,
    private readonly room: WaitingRoom,
    private readonly callers: Callers,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  @ReactorRoute('startSession')
  async start(
    @Param('model') model: string | undefined,
    @Req() request: Request,
    @Body() body: unknown,
  ): Promise<SessionDescriptor> {
    const local = this.sessions.runtime(model);
    const { ticket, ...params } = this.withTicket(parseStartSession(body));
    const begin = { params, ...this.callers.starterOf(request) };
    const session =
      ticket === undefined
        ? await this.starts.start(local, { ...begin, own: ownOf(params) })
        : await this.tickets.enter(local, ticket, begin);
    return local.descriptor(session);
  }

  /** Where the application says who an operator is, roles decide; else a visitor's turn is ended by its visitor alone. */
  private checkTurn(session: Session | undefined, caller: string): void {
    if (this.options.authorize !== undefined || session?.starter.visitor === undefined) return;
    if (session.startedBy === caller) return;
    throw new ReactorError('not_in_control', 'this session is the turn of another visitor, who alone may end it');
  }

  /** A ticket is secret: it is no parameter, which are journalled. Without a waiting room a parameter may have its name. */
  private withTicket(params: Record<string, unknown>): { readonly ticket?: string; readonly [param: string]: unknown } {
    const { ticket, ...others } = params;
    return this.room.isOpen && ticket !== undefined
      ? { ...others, ...parseTicket({ ticket }) }
      : { ...params, ticket: undefined };
  }

  @ReactorRoute('stopSession')
  stop(@Param('model') model: string | undefined, @Req() request: Request, @Body() body: unknown): void {
    const asked = parseStopSession(body, this.options.maxReasonLength);
    const caller = this.callers.callerOf(request);
    const local = this.sessions.runtime(model);
    this.checkTurn(local.sessionFor(caller), caller);
    local.stop(asked, caller);
  }

  @ReactorRoute('session')
  describe(@Param('model') model: string | undefined, @Req() request: Request): SessionDescriptor {
    return this.sessions.runtime(model).descriptor(undefined, this.callers.callerOf(request));
  }

  @ReactorRoute('schema')
  schema(@Param('model') model: string | undefined): Record<string, unknown> {
    return this.sessions.runtime(model).schema();
  }

  @ReactorRoute('health')
  health(
    @Param('model') model: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): ModelHealth & { readonly waiting_room?: true } {
    const health = this.sessions.runtime(model).health();
    response.status(health.status === 'healthy' ? 200 : 503);
    return this.room.isOpen ? { ...health, waiting_room: true } : health;
  }
}

/** Beyond the contract: a session of one's own, or the running one, in place of what `session.visitors` says. */
function ownOf({ own }: Record<string, unknown>): boolean | undefined {
  return typeof own === 'boolean' ? own : undefined;
}
