import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { parseStartSession, parseStopSession, type SessionDescriptor } from '@nestjs-reactor/protocol';
import type { Response } from 'express';
import { type ModelHealth, SessionService } from '../../session/index.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

/** Lifecycle and description of a model's session. The same routes serve each model under its name. */
@Controller(['', 'models/:model'])
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  @Post('start_session')
  @HttpCode(200)
  start(@Param('model') model: string | undefined, @Body() body: unknown): SessionDescriptor {
    return this.sessions.runtime(model).start(parseStartSession(body));
  }

  @Post('stop_session')
  @HttpCode(200)
  stop(@Param('model') model: string | undefined, @Body() body: unknown): void {
    this.sessions.runtime(model).stop(parseStopSession(body, this.options.maxReasonLength));
  }

  @Get('session')
  describe(@Param('model') model: string | undefined): SessionDescriptor {
    return this.sessions.runtime(model).descriptor();
  }

  @Get('schema')
  schema(@Param('model') model: string | undefined): Record<string, unknown> {
    return this.sessions.runtime(model).schema();
  }

  @Get('health')
  health(@Param('model') model: string | undefined, @Res({ passthrough: true }) response: Response): ModelHealth {
    const health = this.sessions.runtime(model).health();
    response.status(health.status === 'healthy' ? 200 : 503);
    return health;
  }
}
