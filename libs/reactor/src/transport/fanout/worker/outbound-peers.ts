import { type Fanout, FanoutError, type PeerId, type TransportAddress } from '@nestjs-reactor/fanout';
import type { HubCommand, HubReport } from './messages.js';
import { UdpSockets } from './udp-sockets.js';

/** How long the sockets of a peer that is closed stay open for its goodbye, in milliseconds. */
const LINGER_MS = 200;

type Opening = Extract<HubCommand, { readonly type: 'openOutbound' }>;

/** What outbound peers use of their thread. */
export interface OutboundPeersParts {
  readonly fanout: Pick<Fanout, 'createPeer' | 'createOffer' | 'acceptAnswer' | 'receive'>;
  readonly playoutDelayMs: number;
  readonly report: (report: HubReport) => void;
  /** The engine has a peer for it: it is a viewer from now on. */
  created(opening: Opening, peer: PeerId): void;
  /** Something was received. */
  received(): void;
}

/**
 * Connections that this side offers. Each has UDP sockets of its own, one for each address of this machine: other servers
 * have one port for all their clients, so that two connections from one socket could not be told apart.
 */
export class OutboundPeers {
  /** By the number of the peer, from the command on that opens it. */
  private readonly open = new Map<number, { readonly sockets: UdpSockets; peer: PeerId | undefined }>();
  private readonly socketsOf = new Map<PeerId, UdpSockets>();
  private readonly lingering = new Map<UdpSockets, NodeJS.Timeout>();

  constructor(private readonly parts: OutboundPeersParts) {}

  /** Answered by the offer, or why there is none. */
  async create(opening: Opening): Promise<void> {
    const { request, peer: id } = opening;
    const { report } = this.parts;
    const entry: { readonly sockets: UdpSockets; peer: PeerId | undefined } = {
      sockets: new UdpSockets((datagram, from, to) => this.receive(entry.peer, datagram, from, to)),
      peer: undefined,
    };
    this.open.set(id, entry);
    const reasons: string[] = [];
    for (const address of opening.addresses) {
      await entry.sockets.listen(address).catch((error: unknown) => reasons.push(String(error)));
    }
    if (this.open.get(id) !== entry) {
      entry.sockets.close();
      report({ type: 'refused', request, reason: 'the connection was closed' });
      return;
    }
    if (entry.sockets.addresses.length === 0) {
      this.open.delete(id);
      report({ type: 'refused', request, reason: `no socket could be opened: ${reasons.join('; ')}` });
      return;
    }
    this.offer(opening, entry);
  }

  /** Answered by `accepted`, or why it is refused. */
  accept(request: number, id: number, sdp: string): void {
    const peer = this.open.get(id)?.peer;
    if (peer === undefined) {
      this.parts.report({ type: 'refused', request, reason: 'the connection was closed' });
      return;
    }
    this.guarded(request, () => {
      this.parts.fanout.acceptAnswer(peer, sdp);
      this.parts.report({ type: 'accepted', request });
    });
  }

  /** @returns false where the peer is none of these */
  send(peer: PeerId, datagram: Uint8Array, from: TransportAddress, to: TransportAddress): boolean {
    const sockets = this.socketsOf.get(peer);
    sockets?.send(datagram, from, to);
    return sockets !== undefined;
  }

  /** What it still has to say is sent. */
  closePeer(id: number): void {
    const entry = this.open.get(id);
    if (entry === undefined) return;
    this.open.delete(id);
    if (entry.peer === undefined) return;
    const { sockets, peer } = entry;
    this.lingering.set(
      sockets,
      setTimeout(() => {
        this.lingering.delete(sockets);
        this.socketsOf.delete(peer);
        sockets.close();
      }, LINGER_MS),
    );
  }

  close(): void {
    for (const timer of this.lingering.values()) clearTimeout(timer);
    for (const sockets of new Set([...this.socketsOf.values(), ...[...this.open.values()].map((one) => one.sockets)])) {
      sockets.close();
    }
    this.open.clear();
    this.socketsOf.clear();
    this.lingering.clear();
  }

  private offer(opening: Opening, entry: { readonly sockets: UdpSockets; peer: PeerId | undefined }): void {
    const { fanout, playoutDelayMs, report } = this.parts;
    const { request, startKbps, codecs, video, audio } = opening;
    this.guarded(request, () => {
      const peer = fanout.createPeer({
        role: 'offerer',
        candidates: entry.sockets.addresses,
        startKbps,
        playoutDelayMs: { min: playoutDelayMs, max: playoutDelayMs },
        codecs,
      });
      entry.peer = peer;
      this.socketsOf.set(peer, entry.sockets);
      this.parts.created(opening, peer);
      report({ type: 'answer', request, sdp: fanout.createOffer(peer, { sendVideo: video, sendAudio: audio }) });
    });
  }

  private receive(peer: PeerId | undefined, datagram: Uint8Array, from: TransportAddress, to: TransportAddress): void {
    if (peer === undefined) return;
    this.parts.fanout.receive(peer, datagram, from, to);
    this.parts.received();
  }

  private guarded(request: number, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof FanoutError)) throw error;
      this.parts.report({ type: 'refused', request, reason: error.message });
    }
  }
}
