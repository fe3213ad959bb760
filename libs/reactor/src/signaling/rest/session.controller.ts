import { Body, Controller, Inject, Param, Res } from '@nestjs/common';
import { parseStartSession, parseStopSession, type SessionDescriptor } from '@nestjs-reactor/protocol';
import type { Response } from 'express';
import { ReactorRoute } from '../../routes/index.js';
import { type ModelHealth, SessionService } from '../../session/index.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

/** Lifecycle and description of a model's session. The same routes serve each model under its name. */
@Controller()
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  @ReactorRoute('startSession')
  start(@Param('model') model: string | undefined, @Body() body: unknown): SessionDescriptor {
    return this.sessions.runtime(model).start(parseStartSession(body));
  }

  @ReactorRoute('stopSession')
  stop(@Param('model') model: string | undefined, @Body() body: unknown): void {
    this.sessions.runtime(model).stop(parseStopSession(body, this.options.maxReasonLength));
  }

  @ReactorRoute('session')
  describe(@Param('model') model: string | undefined): SessionDescriptor {
    return this.sessions.runtime(model).descriptor();
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
