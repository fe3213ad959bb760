import { Controller, Param } from '@nestjs/common';
import { SessionService } from '../local-api/index.js';
import { ReactorRoute } from '../routes/index.js';
import { RestreamService } from './restream.service.js';
import { type RestreamReply, toRestreamReply } from './restream-reply.js';

/** Starts and stops sending a session on, and says how it stands. */
@Controller()
export class RestreamController {
  constructor(
    private readonly sessions: SessionService,
    private readonly restreams: RestreamService,
  ) {}

  @ReactorRoute('startRestream')
  async start(@Param('model') model: string | undefined, @Param('sid') sid: string): Promise<RestreamReply> {
    const { id } = await this.sessions.find(sid, model);
    return toRestreamReply(id, this.restreams.start(id));
  }

  @ReactorRoute('restream')
  async read(@Param('model') model: string | undefined, @Param('sid') sid: string): Promise<RestreamReply> {
    const { id } = await this.sessions.find(sid, model);
    return toRestreamReply(id, this.restreams.status(id), await this.restreams.stats(id));
  }

  @ReactorRoute('stopRestream')
  async stop(@Param('model') model: string | undefined, @Param('sid') sid: string): Promise<RestreamReply> {
    const { id } = await this.sessions.find(sid, model);
    return toRestreamReply(id, await this.restreams.stop(id));
  }
}
