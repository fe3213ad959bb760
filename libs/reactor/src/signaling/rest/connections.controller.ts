import { Body, Controller, Headers, Inject, Param, Req, Res } from '@nestjs/common';
import { type IceServerEntry, parseCandidates, WireError } from '@nestjs-reactor/protocol';
import type { Request, Response } from 'express';
import { ReactorRoute } from '../../routes/index.js';
import type { Session } from '../../session/index.js';
import { describeTracks, SessionService } from '../../local-api/index.js';
import { Callers } from '../access/callers.js';
import { ClientLimits } from '../access/client-limits.js';
import { toIceServerEntries } from './ice-servers.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { takeAnswer, takeOffer, toIceCandidate } from './offer-exchange.js';
import { API_VERSION_HEADER, wireOf } from './wire-headers.js';

/** Signalling of clients from 2.12: numbered connections, trickled candidates, a polled answer. */
@Controller()
export class ConnectionsController {
  constructor(
    private readonly sessions: SessionService,
    private readonly limits: ClientLimits,
    private readonly callers: Callers,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  @ReactorRoute('iceServers')
  iceServers(@Param('model') model: string | undefined, @Param('sid') sid: string): { ice_servers: IceServerEntry[] } {
    return { ice_servers: toIceServerEntries(this.session(model, sid).iceServers) };
  }

  @ReactorRoute('connect')
  connect(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Req() request: Request,
  ): { connection_id: number; track_map: object } {
    const session = this.session(model, sid);
    this.limits.check('join', this.callers.addressOf(request));
    const owner = this.callers.ownerOf(request, 'rest');
    return { connection_id: session.reserve(owner), track_map: describeTracks(session.manifest) };
  }

  @ReactorRoute('offer')
  async offer(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Param('cid') cid: string,
    @Headers(API_VERSION_HEADER) apiVersion: string | undefined,
    @Req() request: Request,
    @Body() body: unknown,
  ): Promise<{ connection_id: number }> {
    const session = this.session(model, sid);
    const connectionId = parseConnectionId(cid);
    this.limits.check('offer', this.callers.callerOf(request));
    await takeOffer(session, body, {
      owner: this.callers.ownerOf(request, 'rest'),
      connectionFor: () => this.joined(session, connectionId, request),
      wire: wireOf(apiVersion),
      startFlowing: false,
    });
    return { connection_id: connectionId };
  }

  /** A reconnect; some clients make their first offer on an id this way too. */
  @ReactorRoute('offerAgain')
  async offerAgain(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Param('cid') cid: string,
    @Headers(API_VERSION_HEADER) apiVersion: string | undefined,
    @Req() request: Request,
    @Body() body: unknown,
  ): Promise<{ connection_id: number }> {
    return await this.offer(model, sid, cid, apiVersion, request, body);
  }

  @ReactorRoute('answer')
  answer(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Param('cid') cid: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): { sdp_answer: string; connection_id: number } | undefined {
    const session = this.session(model, sid);
    const connectionId = parseConnectionId(cid);
    const answer = takeAnswer(session, connectionId, this.callers.ownerOf(request, 'rest'));
    if (answer !== undefined) return { sdp_answer: answer, connection_id: connectionId };
    response.status(202);
    return undefined;
  }

  @ReactorRoute('candidates')
  candidates(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Param('cid') cid: string,
    @Req() request: Request,
    @Body() body: unknown,
  ): void {
    const session = this.session(model, sid);
    const connectionId = parseConnectionId(cid);
    const candidates = parseCandidates(body, this.options.maxCandidates).map(toIceCandidate);
    session.addCandidates(
      this.joined(session, connectionId, request),
      this.callers.ownerOf(request, 'rest'),
      candidates,
    );
  }

  /** The first request on an id that was not requested before joins the session with it. */
  private joined(session: Session, connectionId: number, request: Request): number {
    if (session.isFree(connectionId)) this.limits.check('join', this.callers.addressOf(request));
    return connectionId;
  }

  /** A missing or unknown session is reported before any problem of the request itself. */
  private session(model: string | undefined, sid: string): Session {
    return this.sessions.runtime(model).session(sid);
  }
}

/** Any whole number is one: clients may choose an id, or adopt one that their application gave them. */
function parseConnectionId(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new WireError('bad_message', 'a connection id must be a whole number', 'connection_id');
}
