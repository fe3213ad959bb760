import { Controller, Inject, Param, Query, Req, StreamableFile } from '@nestjs/common';
import type { Request } from 'express';
import { ReactorError } from '../../errors/index.js';
import { SessionService } from '../../local-api/index.js';
import { ReactorRoute } from '../../routes/index.js';
import { checkSessionAccess, RequestCallers, type Session } from '../../session/index.js';
import { Snapshots } from './snapshots.js';

/** What viewers see at this moment, for who has no WebRTC. */
@Controller()
export class SnapshotController {
  constructor(
    private readonly sessions: SessionService,
    private readonly snapshots: Snapshots,
    @Inject(RequestCallers) private readonly callers: RequestCallers,
  ) {}

  /** @param sid undefined: the newest session */
  @ReactorRoute('snapshot')
  async read(
    @Param('model') model: string | undefined,
    @Query('session') sid: unknown,
    @Query('track') track: unknown,
    @Req() request: Request,
  ): Promise<StreamableFile> {
    const session = await this.session(textOf('session', sid), model);
    checkSessionAccess(session, this.callers.principalOf(request));
    const png = await this.snapshots.take(session, textOf('track', track));
    return new StreamableFile(png, { type: 'image/png' });
  }

  private async session(id: string | undefined, model: string | undefined): Promise<Session> {
    if (id !== undefined) return await this.sessions.find(id, model);
    const { current } = this.sessions.runtime(model);
    if (current === undefined) throw new ReactorError('no_session', 'No session running; start one first');
    return current;
  }
}

/** A key that is repeated is read as a list. */
function textOf(key: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new ReactorError('bad_message', `${key} must be one text`, { field: key });
}
