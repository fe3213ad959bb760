import { Body, Controller, Inject, Param, Req, Res } from '@nestjs/common';
import { parseCandidates } from '@nestjs-reactor/protocol';
import type { Request, Response } from 'express';
import { ReactorRoute } from '../../routes/index.js';
import type { ConnectionOwner, Session } from '../../session/index.js';
import { SessionService } from '../../local-api/index.js';
import { Callers } from '../access/callers.js';
import { ClientLimits } from '../access/client-limits.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { takeAnswer, takeOffer, toIceCandidate } from './offer-exchange.js';

/**
 * Signalling of clients from 2.7 to 2.11, which support one connection and never request its id: each caller has its
 * own. Their tracks are active at once, since they have no message to resume them.
 */
@Controller()
export class SingleConnectionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly limits: ClientLimits,
    private readonly callers: Callers,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  @ReactorRoute('singleOffer')
  async offer(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Req() request: Request,
    @Body() body: unknown,
  ): Promise<void> {
    const session = await this.sessions.find(sid, model);
    this.limits.check('offer', this.callers.callerOf(request));
    const owner = this.callers.ownerOf(request, 'rest');
    const connectionFor = (sdp: string): number => this.connectionOf(session, owner, request, sdp);
    await takeOffer(this.sessions.connectionsOf(session), body, {
      owner,
      connectionFor,
      wire: 'v0',
      startFlowing: true,
    });
  }

  @ReactorRoute('singleOfferAgain')
  async offerAgain(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Req() request: Request,
    @Body() body: unknown,
  ): Promise<void> {
    await this.offer(model, sid, request, body);
  }

  @ReactorRoute('singleAnswer')
  async answer(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ sdp_answer: string } | undefined> {
    const session = await this.sessions.find(sid, model);
    const owner = this.callers.ownerOf(request, 'rest');
    const connections = this.sessions.connectionsOf(session);
    const connectionId = connections.single(owner);
    const answer = connectionId === undefined ? undefined : takeAnswer(connections, connectionId, owner);
    if (answer !== undefined) return { sdp_answer: answer };
    response.status(202);
    return undefined;
  }

  @ReactorRoute('singleCandidates')
  async candidates(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Req() request: Request,
    @Body() body: unknown,
  ): Promise<void> {
    const session = await this.sessions.find(sid, model);
    const candidates = parseCandidates(body, this.options.maxCandidates).map(toIceCandidate);
    const owner = this.callers.ownerOf(request, 'rest');
    session.participants.addCandidates(this.connectionOf(session, owner, request), owner, candidates);
  }

  /** The first request that needs a connection joins the session. */
  private connectionOf(session: Session, owner: ConnectionOwner, request: Request, sdp?: string): number {
    const connections = this.sessions.connectionsOf(session);
    const id = connections.single(owner);
    if (id !== undefined && !session.participants.isFree(id)) return id;
    this.limits.check('join', this.callers.addressOf(request));
    return id ?? connections.reserveSingle(owner, sdp);
  }
}
