import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ReactorError } from '../../errors/index.js';
import type { OfferRequest, Session } from '../../session/index.js';
import { newEntityTag } from './entity-tag.js';

/** WebRTC-HTTP egress or ingestion: a player, or a publisher. */
export type HttpPeerProtocol = 'whep' | 'whip';

/** One client that has no signalling but requests to its own address. */
export interface HttpPeer {
  readonly protocol: HttpPeerProtocol;
  /** The secret part of its address. */
  readonly key: string;
  readonly session: Session;
  readonly connectionId: number;
  readonly tracks: OfferRequest['tracks'];
  /** Of the principal that created it; only that one may use its address. */
  readonly principalId: string | undefined;
  /** Its newest offer, with the ICE that is in use. */
  offer: string;
  /** Names the ICE that is in use. */
  etag: string;
}

/** An address that nobody guesses: 144 random bits. */
export function newPeerKey(): string {
  return randomBytes(18).toString('base64url');
}

/**
 * The clients that came by WHEP and WHIP, by the secret part of their address. Each is known as long as it has its place
 * in its session.
 */
@Injectable()
export class HttpPeers {
  private readonly byKey = new Map<string, { readonly peer: HttpPeer; readonly participant: object }>();

  /** A client whose offer was answered. Throws `negotiation_failed` where it has left meanwhile. */
  add(client: Omit<HttpPeer, 'etag'>): HttpPeer {
    this.forgetThoseWhoLeft();
    const participant = client.session.participants.find(client.connectionId);
    if (participant === undefined) {
      throw new ReactorError('negotiation_failed', 'the session ended while the offer was answered; offer again');
    }
    const peer = { ...client, etag: newEntityTag() };
    this.byKey.set(peer.key, { peer, participant });
    return peer;
  }

  /** Throws `unknown_peer`. @param model its name */
  get(protocol: HttpPeerProtocol, model: string, key: string): HttpPeer {
    const { peer } = this.byKey.get(key) ?? {};
    if (peer?.protocol === protocol && peer.session.manifest.name === model && this.isHere(key)) return peer;
    throw new ReactorError(
      'unknown_peer',
      'no client has this address; it has left, or its session has ended; offer again',
    );
  }

  private isHere(key: string): boolean {
    const { peer, participant } = this.byKey.get(key) ?? {};
    return peer !== undefined && peer.session.participants.find(peer.connectionId) === participant;
  }

  private forgetThoseWhoLeft(): void {
    for (const key of this.byKey.keys()) if (!this.isHere(key)) this.byKey.delete(key);
  }
}
