import { Controller, Headers, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ReactorError } from '../../errors/index.js';
import { ReactorRoute } from '../../routes/index.js';
import { SessionService } from '../../local-api/index.js';
import { RequestCallers } from '../../session/index.js';
import { EventFeed } from './event-feed.js';

/** The journal of a model as server-sent events. */
@Controller()
export class EventsController {
  constructor(
    private readonly sessions: SessionService,
    private readonly feed: EventFeed,
    @Inject(RequestCallers) private readonly callers: RequestCallers,
  ) {}

  @ReactorRoute('events')
  events(
    @Param('model') model: string | undefined,
    @Query('since') since: unknown,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    const { journal } = this.sessions.runtime(model);
    const after = parseSince(since) ?? parseLastEventId(lastEventId);
    this.feed.checkRoom();
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      // nginx buffers responses unless this header disables it.
      'X-Accel-Buffering': 'no',
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    response.flushHeaders();
    this.feed.follow(journal, response, after, this.callers.principalOf(request)?.expiresAt);
  }
}

function parseSince(since: unknown): number | undefined {
  if (since === undefined) return undefined;
  if (typeof since === 'string' && /^-?\d{1,15}$/.test(since)) return Number(since);
  throw new ReactorError(
    'bad_message',
    'since must be the number of an event, an integer; 0 returns all events that are kept',
    {
      field: 'since',
    },
  );
}

/** Browsers send back the last id they received; anything else is ignored. */
function parseLastEventId(id: string | undefined): number | undefined {
  return id !== undefined && /^\d{1,15}$/.test(id) ? Number(id) : undefined;
}
