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
  async iceServers(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
  ): Promise<{ ice_servers: IceServerEntry[] }> {
    const { participants } = await this.sessions.find(sid, model);
    return { ice_servers: toIceServerEntries(participants.iceServers) };
  }

  @ReactorRoute('connect')
  async connect(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Req() request: Request,
  ): Promise<{ connection_id: number; track_map: object }> {
    const session = await this.sessions.find(sid, model);
    this.limits.check('join', this.callers.addressOf(request));
    const owner = this.callers.ownerOf(request, 'rest');
    return { connection_id: session.participants.reserve(owner), track_map: describeTracks(session.manifest) };
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
    const session = await this.sessions.find(sid, model);
    const connectionId = parseConnectionId(cid);
    this.limits.check('offer', this.callers.callerOf(request));
    await takeOffer(this.sessions.connectionsOf(session), body, {
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
  async answer(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Param('cid') cid: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ sdp_answer: string; connection_id: number } | undefined> {
    const session = await this.sessions.find(sid, model);
    const connectionId = parseConnectionId(cid);
    const owner = this.callers.ownerOf(request, 'rest');
    const answer = takeAnswer(this.sessions.connectionsOf(session), connectionId, owner);
    if (answer !== undefined) return { sdp_answer: answer, connection_id: connectionId };
    response.status(202);
    return undefined;
  }

  @ReactorRoute('candidates')
  async candidates(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Param('cid') cid: string,
    @Req() request: Request,
    @Body() body: unknown,
  ): Promise<void> {
    const session = await this.sessions.find(sid, model);
    const connectionId = parseConnectionId(cid);
    const candidates = parseCandidates(body, this.options.maxCandidates).map(toIceCandidate);
    session.participants.addCandidates(
      this.joined(session, connectionId, request),
      this.callers.ownerOf(request, 'rest'),
      candidates,
    );
  }

  /** The first request on an id that was not requested before joins the session with it. */
  private joined(session: Session, connectionId: number, request: Request): number {
    if (session.participants.isFree(connectionId)) this.limits.check('join', this.callers.addressOf(request));
    return connectionId;
  }
}

/** Any whole number is one: clients may choose an id, or adopt one that their application gave them. */
function parseConnectionId(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new WireError('bad_message', 'a connection id must be a whole number', 'connection_id');
}
