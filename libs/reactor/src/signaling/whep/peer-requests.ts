import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ReactorError } from '../../errors/index.js';
import { SessionService } from '../../local-api/index.js';
import type { ConnectionOwner } from '../../session/index.js';
import { Callers } from '../access/callers.js';
import { ClientLimits } from '../access/client-limits.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { checkIfMatch, newEntityTag } from './entity-tag.js';
import { type HttpPeer, type HttpPeerProtocol, HttpPeers } from './http-peers.js';
import { PeerReplies } from './peer-replies.js';
import { type IceRestart, restartOffer } from './restart-offer.js';
import { fragmentOf, iceOf, parseSdpFragment } from './sdp-fragment.js';

/** The address that a request goes to. */
export interface PeerAddress {
  readonly protocol: HttpPeerProtocol;
  /** As the path names it; absent: the default model. */
  readonly model: string | undefined;
  readonly key: string;
}

/** Serves what clients of WHEP and WHIP ask for after their offer: candidates, an ICE restart, the end. */
@Injectable()
export class PeerRequests {
  constructor(
    private readonly sessions: SessionService,
    private readonly peers: HttpPeers,
    private readonly replies: PeerReplies,
    private readonly limits: ClientLimits,
    private readonly callers: Callers,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  /** Replies with 204 to candidates, and with 200 and the server's new ICE to a restart. A refused one changes nothing. */
  async patch(request: Request, response: Response, address: PeerAddress, body: unknown): Promise<void> {
    const peer = this.find(request, address);
    checkIfMatch(request.headers['if-match'], peer.etag);
    const { ice, candidates } = parseSdpFragment(body, this.options.maxCandidates);
    const before = iceOf(peer.offer);
    if (ice !== undefined && (ice.ufrag !== before?.ufrag || ice.pwd !== before.pwd)) {
      const answer = await this.restart(request, peer, { ice, candidates });
      this.replies.restarted(response, peer, fragmentOf(answer));
      return;
    }
    peer.session.participants.addCandidates(peer.connectionId, this.ownerOf(request, peer), candidates);
    response.status(204).end();
  }

  /** Once, also for a client whose connection has closed already. */
  end(request: Request, { protocol, model, key }: PeerAddress): void {
    const peer = this.peers.getRecent(protocol, this.sessions.runtime(model).name, key);
    this.checkPrincipal(request, peer);
    this.peers.end(peer);
  }

  private async restart(request: Request, peer: HttpPeer, restart: IceRestart): Promise<string> {
    const { connectionId, tracks, session } = peer;
    this.limits.check('offer', this.callers.callerOf(request));
    const sdp = restartOffer(peer.offer, restart);
    if (!session.participants.continues(connectionId, sdp)) {
      throw new ReactorError('negotiation_failed', 'ICE of this connection cannot be restarted; offer again');
    }
    const owner = this.ownerOf(request, peer);
    const answer = await session.participants.negotiate(connectionId, owner, {
      sdp,
      ...(tracks === undefined ? {} : { tracks }),
      wire: 'v0',
      startFlowing: true,
    });
    peer.offer = sdp;
    peer.etag = newEntityTag();
    return answer;
  }

  /** Throws `unknown_model`, `unknown_peer`, or `forbidden` for another principal than the one that made the offer. */
  private find(request: Request, { protocol, model, key }: PeerAddress): HttpPeer {
    const peer = this.peers.get(protocol, this.sessions.runtime(model).name, key);
    this.checkPrincipal(request, peer);
    return peer;
  }

  private checkPrincipal(request: Request, peer: HttpPeer): void {
    if (peer.principalId === this.callers.principalOf(request)?.id) return;
    throw new ReactorError('forbidden', 'this connection was made with other credentials; send those');
  }

  private ownerOf(request: Request, { protocol, key }: HttpPeer): ConnectionOwner {
    return { ...this.callers.ownerOf(request, protocol), caller: key };
  }
}
