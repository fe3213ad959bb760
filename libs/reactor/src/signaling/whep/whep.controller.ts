import { Body, Controller, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ReactorRoute } from '../../routes/index.js';
import { OfferRequests } from './offer-requests.js';
import { PeerRequests } from './peer-requests.js';
import { watchedTracks } from './watched-tracks.js';

/** What a player may choose in the query. */
interface WhepQuery {
  readonly session?: unknown;
  readonly video?: unknown;
  readonly audio?: unknown;
}

/** WebRTC-HTTP egress (draft-ietf-wish-whep): a player watches with one request. */
@Controller()
export class WhepController {
  constructor(
    private readonly offers: OfferRequests,
    private readonly peers: PeerRequests,
  ) {}

  @ReactorRoute('whep')
  async offer(
    @Param('model') model: string | undefined,
    @Query() query: WhepQuery,
    @Req() request: Request,
    @Res() response: Response,
    @Body() body: unknown,
  ): Promise<void> {
    const { session, video, audio } = query;
    await this.offers.answer(request, response, {
      protocol: 'whep',
      model,
      session,
      body,
      tracksOf: (sdp, tracks) => watchedTracks(sdp, tracks, { video: textOf(video), audio: textOf(audio) }),
    });
  }

  @ReactorRoute('whepOf')
  async offerTo(
    @Param('model') model: string,
    @Query() query: WhepQuery,
    @Req() request: Request,
    @Res() response: Response,
    @Body() body: unknown,
  ): Promise<void> {
    await this.offer(model, query, request, response, body);
  }

  @ReactorRoute('patchWhep')
  async patch(
    @Param('model') model: string | undefined,
    @Param('peer') key: string,
    @Req() request: Request,
    @Res() response: Response,
    @Body() body: unknown,
  ): Promise<void> {
    await this.peers.patch(request, response, { protocol: 'whep', model, key }, body);
  }

  @ReactorRoute('endWhep')
  end(@Param('model') model: string | undefined, @Param('peer') key: string, @Req() request: Request): void {
    this.peers.end(request, { protocol: 'whep', model, key });
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
