import { Controller, Param } from '@nestjs/common';
import { SessionService } from '../../local-api/index.js';
import { ReactorRoute } from '../../routes/index.js';
import { type StatisticsReply, toStatisticsReply } from './statistics-entry.js';

/** What each viewer of a session gets, and what limits it. */
@Controller()
export class StatisticsController {
  constructor(private readonly sessions: SessionService) {}

  @ReactorRoute('stats')
  async read(@Param('model') model: string | undefined, @Param('sid') sid: string): Promise<StatisticsReply> {
    const session = await this.sessions.find(sid, model);
    return toStatisticsReply(session.id, await session.statistics());
  }
}
