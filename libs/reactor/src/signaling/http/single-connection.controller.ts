import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Res } from '@nestjs/common';
import { parseCandidates } from '@nestjs-reactor/protocol';
import type { Response } from 'express';
import { type Session, SessionService, SINGLE_CONNECTION_ID } from '../../session/index.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { takeAnswer, takeOffer, toIceCandidate } from './offer-exchange.js';

const PREFIX = 'sessions/:sid/transport/webrtc';

/**
 * Signalling of clients from 2.7 to 2.11, which know of one connection and never ask for its number. Their tracks flow
 * at once, since they have no message that asks for them.
 */
@Controller([PREFIX, `models/:model/${PREFIX}`])
export class SingleConnectionController {
  constructor(
    private readonly sessions: SessionService,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  @Post('sdp_params')
  @HttpCode(202)
  async offer(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Body() body: unknown,
  ): Promise<void> {
    await takeOffer(this.session(model, sid), SINGLE_CONNECTION_ID, body, { wire: 'v0', startFlowing: true });
  }

  @Put('sdp_params')
  @HttpCode(202)
  async offerAgain(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Body() body: unknown,
  ): Promise<void> {
    await this.offer(model, sid, body);
  }

  @Get('sdp_params')
  answer(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Res({ passthrough: true }) response: Response,
  ): { sdp_answer: string } | undefined {
    const answer = takeAnswer(this.session(model, sid), SINGLE_CONNECTION_ID);
    if (answer !== undefined) return { sdp_answer: answer };
    response.status(202);
    return undefined;
  }

  @Post('ice_candidates')
  @HttpCode(202)
  candidates(@Param('model') model: string | undefined, @Param('sid') sid: string, @Body() body: unknown): void {
    this.session(model, sid).addCandidates(
      SINGLE_CONNECTION_ID,
      parseCandidates(body, this.options.maxCandidates).map(toIceCandidate),
    );
  }

  private session(model: string | undefined, sid: string): Session {
    return this.sessions.runtime(model).session(sid);
  }
}
