import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ForwardedAddress } from '../rest/forwarded-address.js';
import { pathOf } from '../rest/reactor-paths.js';
import { Surface } from '../rest/surface.js';
import type { HttpPeer } from './http-peers.js';
import { iceServerLinks } from './ice-server-links.js';

const FRAGMENT = 'application/trickle-ice-sdpfrag';

/** Writes the replies of WHEP and WHIP that have a body. Some clients take its type only without a charset. */
@Injectable()
export class PeerReplies {
  constructor(
    private readonly surface: Surface,
    private readonly address: ForwardedAddress,
  ) {}

  /** @param model as the request names it */
  created(request: Request, response: Response, model: string | undefined, peer: HttpPeer, answer: string): void {
    const base = this.address.pathOf(request) + (this.surface.paths.find(pathOf(request))?.base ?? this.surface.base);
    const place = model === undefined ? base : `${base}/models/${encodeURIComponent(model)}`;
    const links = iceServerLinks(peer.session.participants.iceServers);
    if (links.length > 0) response.setHeader('Link', links);
    response
      .status(201)
      .setHeader('Location', `${place}/${peer.protocol}_peers/${peer.key}`)
      .setHeader('ETag', peer.etag)
      .setHeader('Accept-Patch', FRAGMENT)
      .setHeader('Content-Type', 'application/sdp')
      .end(answer);
  }

  /** @param fragment the server's ICE after a restart */
  restarted(response: Response, { etag }: HttpPeer, fragment: string): void {
    response.status(200).setHeader('ETag', etag).setHeader('Content-Type', FRAGMENT).end(fragment);
  }
}
