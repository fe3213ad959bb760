import {
  type Fanout,
  FanoutError,
  type FanoutEvent,
  type PeerId,
  type PeerOptions,
  type TransportAddress,
} from '@nestjs-reactor/fanout';
import type { HubReport } from './messages.js';
import { PeerAddresses } from './peer-addresses.js';
import type { Sockets } from './sockets.js';

/** The engine's peers: what each receives, who handles its events, and how its offers are answered. */
export class EnginePeers {
  private readonly addresses = new PeerAddresses();
  private readonly handlers = new Map<PeerId, (event: FanoutEvent) => void>();

  constructor(
    private readonly fanout: Pick<Fanout, 'createPeer' | 'acceptOffer' | 'iceUfrag' | 'receive'>,
    private readonly sockets: Pick<Sockets, 'addresses' | 'udpAddresses' | 'closePeer'>,
    private readonly report: (report: HubReport) => void,
  ) {}

  /** A client's. */
  createViewer(options: Pick<PeerOptions, 'startKbps' | 'playoutDelayMs'>): PeerId {
    return this.fanout.createPeer({ role: 'answerer', candidates: this.sockets.addresses, ...options });
  }

  /** One that talks to libwebrtc in this process, where nothing is lost and nothing is paced. */
  createInner(): PeerId {
    return this.fanout.createPeer({ role: 'answerer', candidates: this.sockets.udpAddresses });
  }

  handleBy(peer: PeerId, handle: (event: FanoutEvent) => void): void {
    this.handlers.set(peer, handle);
  }

  handle(event: FanoutEvent): void {
    this.handlers.get(event.peer)?.(event);
  }

  /** Reports the answer to an offer, or why it is refused. */
  answer(request: number, peer: PeerId | undefined, sdp: string): void {
    if (peer === undefined) {
      this.report({ type: 'refused', request, reason: 'the peer is closed' });
      return;
    }
    try {
      const answer = this.fanout.acceptOffer(peer, sdp);
      this.addresses.setUser(peer, this.fanout.iceUfrag(peer));
      this.report({ type: 'answer', request, sdp: answer });
    } catch (error) {
      if (!(error instanceof FanoutError)) throw error;
      this.report({ type: 'refused', request, reason: error.message });
    }
  }

  /** @returns it was for a peer, which may have something to send */
  receive(datagram: Uint8Array, from: TransportAddress, to: TransportAddress): boolean {
    const peer = this.addresses.find(datagram, from);
    if (peer !== undefined) this.fanout.receive(peer, datagram, from, to);
    return peer !== undefined;
  }

  /** The engine sends a datagram of a peer's. */
  sent(peer: PeerId, datagram: Uint8Array, to: TransportAddress): void {
    this.addresses.sent(peer, datagram, to);
  }

  /** Who is known to be there; undefined for a stranger. */
  ownerOf(from: TransportAddress): PeerId | undefined {
    return this.addresses.ownerOf(from);
  }

  /** It is about to be closed: nothing more is received for it. */
  forget(peer: PeerId): void {
    this.handlers.delete(peer);
    this.addresses.forget(peer);
    this.sockets.closePeer(peer);
  }
}
