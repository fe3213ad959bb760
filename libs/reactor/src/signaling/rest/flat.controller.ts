import { Body, Controller, Param, Req } from '@nestjs/common';
import { type IceServerEntry, parseFlatOffer } from '@nestjs-reactor/protocol';
import type { Request } from 'express';
import { ReactorError } from '../../errors/index.js';
import { ReactorRoute } from '../../routes/index.js';
import { SessionService } from '../../local-api/index.js';
import { Callers } from '../access/callers.js';
import { ClientLimits } from '../access/client-limits.js';
import { modelInQuery } from './route-admission.js';
import { toIceServerEntries } from './ice-servers.js';

/**
 * Signalling of clients up to 2.6, which support neither session ids nor connection ids: they use the running session,
 * and the answer is in the reply. Each offer is a separate client, so that several may watch; one that offers again has
 * closed its old connection before.
 */
@Controller()
export class FlatController {
  constructor(
    private readonly sessions: SessionService,
    private readonly limits: ClientLimits,
    private readonly callers: Callers,
  ) {}

  /** Requested before the session is started; clients of the cloud API name the model in the query. */
  @ReactorRoute('flatIceServers')
  iceServers(@Param('model') model: string | undefined, @Req() request: Request): { ice_servers: IceServerEntry[] } {
    return { ice_servers: toIceServerEntries(this.sessions.runtime(model ?? modelInQuery(request)).iceServers) };
  }

  @ReactorRoute('flatOffer')
  async offer(
    @Param('model') model: string | undefined,
    @Req() request: Request,
    @Body() body: unknown,
  ): Promise<{ sdp: string; type: 'answer' }> {
    const session = this.sessions.runtime(model).sessionFor(this.callers.callerOf(request));
    if (session === undefined) throw new ReactorError('no_session', 'No session running; start one first');
    const { sdp } = parseFlatOffer(body);
    this.limits.check('join', this.callers.addressOf(request));
    this.limits.check('offer', this.callers.callerOf(request));
    const owner = this.callers.ownerOf(request, 'flat');
    const { participants } = session;
    const answer = await participants.negotiate(participants.reserve(owner), owner, {
      sdp,
      wire: 'flat',
      startFlowing: true,
    });
    return { sdp: answer, type: 'answer' };
  }
}
