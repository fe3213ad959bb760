import { Body, Controller, Param, Req, Res } from '@nestjs/common';
import { parsePolledOffer } from '@nestjs-reactor/protocol';
import type { Request, Response } from 'express';
import { SessionService } from '../../local-api/index.js';
import { ReactorRoute } from '../../routes/index.js';
import { PolledOffers } from './polled-offers.js';

/** Signalling of clients up to 2.6 in a session of the cloud API. */
@Controller()
export class PolledOffersController {
  constructor(
    private readonly sessions: SessionService,
    private readonly offers: PolledOffers,
  ) {}

  /** A reconnect. */
  @ReactorRoute('polledOffer')
  async offer(@Param('sid') sid: string, @Req() request: Request, @Body() body: unknown): Promise<void> {
    const session = await this.sessions.find(sid);
    await this.offers.take(session, request, parsePolledOffer(body).sdp);
  }

  @ReactorRoute('polledAnswer')
  async answer(
    @Param('sid') sid: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ readonly sdp_answer: string } | undefined> {
    const answer = this.offers.answer(await this.sessions.find(sid), request);
    if (answer !== undefined) return { sdp_answer: answer };
    response.status(202);
    return undefined;
  }
}
