import { Body, Controller, Inject, Param, Req, Res } from '@nestjs/common';
import { parseStartSession, parseStopSession, type SessionDescriptor } from '@nestjs-reactor/protocol';
import type { Request, Response } from 'express';
import { ReactorRoute } from '../../routes/index.js';
import { type ModelHealth, SessionService } from '../../local-api/index.js';
import { SessionStarts } from '../../placement/index.js';
import { Callers } from '../access/callers.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

/** Lifecycle and description of a model's session. The same routes serve each model under its name. */
@Controller()
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly starts: SessionStarts,
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
    const params = parseStartSession(body);
    const session = await this.starts.start(local, {
      params,
      ...this.callers.starterOf(request),
      own: ownOf(params),
    });
    return local.descriptor(session);
  }

  @ReactorRoute('stopSession')
  stop(@Param('model') model: string | undefined, @Req() request: Request, @Body() body: unknown): void {
    const asked = parseStopSession(body, this.options.maxReasonLength);
    this.sessions.runtime(model).stop(asked, this.callers.callerOf(request));
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
  health(@Param('model') model: string | undefined, @Res({ passthrough: true }) response: Response): ModelHealth {
    const health = this.sessions.runtime(model).health();
    response.status(health.status === 'healthy' ? 200 : 503);
    return health;
  }
}

/** Beyond the contract: a session of one's own, or the running one, in place of what `session.visitors` says. */
function ownOf({ own }: Record<string, unknown>): boolean | undefined {
  return typeof own === 'boolean' ? own : undefined;
}
