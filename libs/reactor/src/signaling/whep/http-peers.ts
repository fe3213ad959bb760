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

/**
 * Addresses that are remembered of clients who left by themselves. Many close their connection, which the server notices at
 * once, and end it with `DELETE` afterwards (OBS 30.2).
 */
const MAX_LEFT = 256;

/** An address that nobody guesses: 144 random bits. @param node tag of this machine, where it is one of several */
export function newPeerKey(node?: string): string {
  const secret = randomBytes(18).toString('base64url');
  return node === undefined ? secret : `${node}.${secret}`;
}

interface Entry {
  readonly peer: HttpPeer;
  readonly participant: object;
}

/**
 * The clients that came by WHEP and WHIP, by the secret part of their address. Each can be found as long as it has its
 * place in its session.
 */
@Injectable()
export class HttpPeers {
  private readonly byKey = new Map<string, Entry>();

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
    const entry = this.byKey.get(key);
    if (entry !== undefined && isAt(entry, protocol, model) && isHere(entry)) return entry.peer;
    throw unknown();
  }

  /** Also one that has left its session, which goes on. Throws `unknown_peer`. @param model its name */
  getRecent(protocol: HttpPeerProtocol, model: string, key: string): HttpPeer {
    const entry = this.byKey.get(key);
    if (entry !== undefined && isAt(entry, protocol, model) && entry.peer.session.isRunning) return entry.peer;
    throw unknown();
  }

  /** Its address is nobody's from now on. */
  end(peer: HttpPeer): void {
    const entry = this.byKey.get(peer.key);
    this.byKey.delete(peer.key);
    if (entry !== undefined && isHere(entry)) peer.session.participants.leave(peer.connectionId);
  }

  private forgetThoseWhoLeft(): void {
    const left = [...this.byKey.values()].filter((entry) => !isHere(entry));
    left.forEach(({ peer }, at) => {
      if (!peer.session.isRunning || at < left.length - MAX_LEFT) this.byKey.delete(peer.key);
    });
  }
}

function isAt({ peer }: Entry, protocol: HttpPeerProtocol, model: string): boolean {
  return peer.protocol === protocol && peer.session.manifest.name === model;
}

function isHere({ peer, participant }: Entry): boolean {
  return peer.session.participants.find(peer.connectionId) === participant;
}

function unknown(): ReactorError {
  return new ReactorError(
    'unknown_peer',
    'no client has this address; it has left, or its session has ended; offer again',
  );
}
