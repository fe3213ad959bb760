import { Inject, Injectable, Optional } from '@nestjs/common';
import { MAX_SDP_LENGTH, WireError } from '@nestjs-reactor/protocol';
import type { Request, Response } from 'express';
import type { Track } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import { SessionService } from '../../local-api/index.js';
import { type ConnectionOwner, NodeIdentity, type TrackMapping } from '../../session/index.js';
import { Callers } from '../access/callers.js';
import { ClientLimits } from '../access/client-limits.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import type { ChosenSession } from './session-choice.js';
import { SessionChoice } from './session-choice.js';
import { type HttpPeer, type HttpPeerProtocol, HttpPeers, newPeerKey } from './http-peers.js';
import { looksLikeOffer } from './offered-sections.js';
import { PeerReplies } from './peer-replies.js';

/** An offer that was sent to an endpoint. */
export interface HttpOffer {
  readonly protocol: HttpPeerProtocol;
  /** As the path names it; absent: the default model. */
  readonly model: string | undefined;
  /** Id of the session to join; absent: as `SessionChoice` says. */
  readonly session: unknown;
  /** The body, unchecked. */
  readonly body: unknown;
  /** Throws where the offer and the model do not fit. */
  readonly tracksOf: (sdp: string, tracks: readonly Track[]) => readonly TrackMapping[];
}

/** Answers the offers of WHEP and WHIP. */
@Injectable()
export class OfferRequests {
  constructor(
    private readonly sessions: SessionService,
    private readonly choice: SessionChoice,
    private readonly peers: HttpPeers,
    private readonly replies: PeerReplies,
    private readonly limits: ClientLimits,
    private readonly callers: Callers,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    @Optional() @Inject(NodeIdentity) private readonly node?: NodeIdentity,
  ) {}

  /** Replies with 201, or rejects; a session that was started for an offer which is refused ends again. */
  async answer(request: Request, response: Response, offer: HttpOffer): Promise<void> {
    const allowed = this.options[offer.protocol];
    if (allowed === false) throw new ReactorError('not_found', 'Not Found');
    const model = this.sessions.runtime(offer.model);
    const sdp = checkedOffer(request, offer.body);
    const tracks = offer.tracksOf(sdp, model.manifest.tracks);
    this.limits.check('join', this.callers.addressOf(request));
    this.limits.check('offer', this.callers.callerOf(request));
    const id = typeof offer.session === 'string' ? offer.session : undefined;
    const chosen = await this.choice.choose(request, model, id, allowed === 'start');
    const { peer, answer } = await this.join(request, chosen, offer.protocol, sdp, tracks);
    this.replies.created(request, response, offer.model, peer, answer);
  }

  private async join(
    request: Request,
    { session, isNew }: ChosenSession,
    protocol: HttpPeerProtocol,
    sdp: string,
    tracks: readonly TrackMapping[],
  ): Promise<{ readonly peer: HttpPeer; readonly answer: string }> {
    const { participants } = session;
    const key = newPeerKey(this.node?.tag);
    const owner: ConnectionOwner = { ...this.callers.ownerOf(request, protocol), caller: key };
    try {
      const connectionId = participants.reserve(owner);
      const publishes = tracks.filter(({ direction }) => direction === 'sendonly').map(({ name }) => name);
      const offer = { sdp, tracks, wire: 'v0', startFlowing: true } as const;
      const answer = await participants.negotiate(connectionId, owner, { ...offer, publishes });
      const principalId = this.callers.principalOf(request)?.id;
      return {
        peer: this.peers.add({ protocol, key, session, connectionId, tracks, principalId, offer: sdp }),
        answer,
      };
    } catch (error) {
      if (isNew && participants.size === 0) session.stop({ moderate: false, reason: '' });
      throw error;
    }
  }
}

/** The body as an offer. Throws `not_acceptable`, `bad_message` or `bad_sdp`. */
function checkedOffer(request: Request, body: unknown): string {
  if (request.accepts('application/sdp') === false) {
    throw new ReactorError('not_acceptable', 'the answer is application/sdp, which Accept does not list; add it');
  }
  if (typeof body !== 'string' || body === '') throw new WireError('bad_message', 'the body must be an SDP offer');
  if (body.length > MAX_SDP_LENGTH) {
    throw new WireError('bad_message', `an offer may have ${MAX_SDP_LENGTH} characters (this one has ${body.length})`);
  }
  if (looksLikeOffer(body)) return body;
  throw new ReactorError(
    'bad_sdp',
    'the offer is not an SDP with media, ICE and DTLS parameters; send the localDescription of a peer connection',
  );
}
