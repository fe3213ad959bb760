import { Body, Controller, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ReactorRoute } from '../../routes/index.js';
import { OfferRequests } from './offer-requests.js';
import { PeerRequests } from './peer-requests.js';
import { publishedTracks } from './published-tracks.js';

/** WebRTC-HTTP ingestion (RFC 9725): a publisher feeds an input of a model. */
@Controller()
export class WhipController {
  constructor(
    private readonly offers: OfferRequests,
    private readonly peers: PeerRequests,
  ) {}

  @ReactorRoute('whip')
  async offer(
    @Param('model') model: string | undefined,
    @Param('track') track: string,
    @Query('session') session: unknown,
    @Req() request: Request,
    @Res() response: Response,
    @Body() body: unknown,
  ): Promise<void> {
    await this.offers.answer(request, response, {
      protocol: 'whip',
      model,
      session,
      body,
      tracksOf: (sdp, tracks) => publishedTracks(sdp, tracks, track),
    });
  }

  @ReactorRoute('whipOf')
  async offerTo(
    @Param('model') model: string,
    @Param('track') track: string,
    @Query('session') session: unknown,
    @Req() request: Request,
    @Res() response: Response,
    @Body() body: unknown,
  ): Promise<void> {
    await this.offer(model, track, session, request, response, body);
  }

  @ReactorRoute('patchWhip')
  async patch(
    @Param('model') model: string | undefined,
    @Param('peer') key: string,
    @Req() request: Request,
    @Res() response: Response,
    @Body() body: unknown,
  ): Promise<void> {
    await this.peers.patch(request, response, { protocol: 'whip', model, key }, body);
  }

  @ReactorRoute('endWhip')
  end(@Param('model') model: string | undefined, @Param('peer') key: string, @Req() request: Request): void {
    this.peers.end(request, { protocol: 'whip', model, key });
  }
}
