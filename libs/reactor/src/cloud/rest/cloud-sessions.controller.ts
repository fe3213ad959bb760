import { Body, Controller, Inject, Param, Req } from '@nestjs/common';
import { parseCreateSession, parseStopSession } from '@nestjs-reactor/protocol';
import type { Request } from 'express';
import { ReactorError } from '../../errors/index.js';
import { SessionService } from '../../local-api/index.js';
import { SessionPlacement } from '../../placement/index.js';
import { ReactorRoute } from '../../routes/index.js';
import { checkSessionAccess, relationTo } from '../../session/index.js';
import { AccessControl, Callers } from '../../signaling/index.js';
import { CLOUD_OPTIONS, type CloudSettings } from '../cloud.options.js';
import {
  type CreatedSession,
  describeCreated,
  type DescribedSession,
  describeRecord,
} from '../sessions/describe-record.js';
import { type SessionRecord, SessionRecords } from '../sessions/session-records.js';
import { PolledOffers } from './polled-offers.js';

/** Longest reason of an end, in characters; the contract's. */
const MAX_REASON_LENGTH = 64;

/** Sessions that their clients make, read and end by id. */
@Controller()
export class CloudSessionsController {
  constructor(
    private readonly placement: SessionPlacement,
    private readonly sessions: SessionService,
    private readonly records: SessionRecords,
    private readonly offers: PolledOffers,
    private readonly access: AccessControl,
    private readonly callers: Callers,
    @Inject(CLOUD_OPTIONS) private readonly options: CloudSettings,
  ) {}

  /** A client up to 2.6 sends its offer along, and polls for the answer. */
  @ReactorRoute('createSession')
  async create(@Req() request: Request, @Body() body: unknown): Promise<CreatedSession> {
    const { model, params, sdp_offer: sdp, ticket } = parseCreateSession(body);
    const { name } = this.sessions.runtime(model);
    await this.access.check(request, { edge: 'http', action: 'start_session', model: name });
    const { sdp_offer: _offer, ticket: _ticket, ...noted } = params;
    const starter = this.callers.starterOf(request);
    // An offer is answered by the machine of its session, which has to be this one.
    const here = sdp !== undefined;
    const { sessionId } = await this.placement.place({ model: name, params: noted, ...starter, ticket, here });
    if (sdp !== undefined) await this.offers.take(await this.sessions.find(sessionId), request, sdp);
    return describeCreated(sessionId, name, this.options.cluster);
  }

  /** Those that the client may end. */
  @ReactorRoute('sessions')
  list(@Req() request: Request): { readonly sessions: readonly DescribedSession[] } {
    const principal = this.callers.principalOf(request);
    const own = this.records.all.filter((record) => relationTo(record, principal) === 'owner');
    return { sessions: own.map((record) => this.describe(record)) };
  }

  @ReactorRoute('sessionOf')
  read(@Param('sid') sid: string, @Req() request: Request): DescribedSession {
    return this.describe(this.known(sid, request));
  }

  @ReactorRoute('sessionInfo')
  info(@Param('sid') sid: string, @Req() request: Request): Pick<DescribedSession, 'session_id' | 'state' | 'cluster'> {
    const { session_id, state, cluster } = this.describe(this.known(sid, request));
    return { session_id, state, cluster };
  }

  /** One that has ended is answered like one that ends now. */
  @ReactorRoute('endSession')
  async end(@Param('sid') sid: string, @Req() request: Request, @Body() body: unknown): Promise<DescribedSession> {
    const record = this.known(sid, request);
    if (relationTo(record, this.callers.principalOf(request)) !== 'owner') {
      throw new ReactorError('forbidden', 'this session belongs to another client; the one that started it may end it');
    }
    const { reason } = parseStopSession(body, MAX_REASON_LENGTH);
    await this.placement.end(sid, { moderate: false, reason });
    return this.describe(this.known(sid, request));
  }

  /** Throws `unknown_session`, or `forbidden` for a stranger. */
  private known(sid: string, request: Request): SessionRecord {
    const record = this.records.find(sid);
    if (record === undefined) {
      throw new ReactorError('unknown_session', 'Unknown session; it has ended or never existed');
    }
    checkSessionAccess(record, this.callers.principalOf(request));
    return record;
  }

  private describe(record: SessionRecord): DescribedSession {
    return describeRecord(record, this.sessions.runtime(record.model), this.options.cluster);
  }
}
