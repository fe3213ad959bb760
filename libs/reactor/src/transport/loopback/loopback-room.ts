import type { Track } from '../../contract/index.js';
import { type MediaBundle, sharedNowMs } from '../../media/index.js';
import type {
  MediaPeerOptions,
  MediaRoom,
  MediaRoomContext,
  OutboundPeerOptions,
  RunningEncoder,
} from '../../session/ports/index.js';
import { LoopbackOutboundPeer } from './loopback-outbound-peer.js';
import { type Answerer, LoopbackPeer } from './loopback-peer.js';

/** From one frame's RTP timestamp to the next one's: 30 frames a second. */
const RTP_STEP = 3_000;

/** What a room reports to its engine, for tests to read. */
export interface LoopbackRoomOwner {
  readonly answer: Answerer;
  pushed(): void;
  flushed(): void;
  joined(peer: LoopbackPeer): void;
  sending(peer: LoopbackOutboundPeer): void;
  closed(room: LoopbackRoom): void;
}

/** One session's viewers without a network. */
export class LoopbackRoom implements MediaRoom {
  /** Set by the test: as an engine has them that encodes for several viewers. */
  encoders?: readonly RunningEncoder[];
  private readonly peers = new Set<LoopbackPeer>();
  private readonly outbound = new Set<LoopbackOutboundPeer>();

  constructor(
    private readonly tracks: readonly Track[],
    readonly context: MediaRoomContext,
    private readonly owner: LoopbackRoomOwner,
  ) {}

  push(bundle: MediaBundle): void {
    this.owner.pushed();
    for (const peer of this.peers) peer.show(bundle);
    if (this.peers.size === 0) return;
    const nowMs = sharedNowMs();
    const rtpTimestamp = (bundle.frame * RTP_STEP) % 2 ** 32;
    for (const track of Object.keys(bundle.video)) {
      this.context.frameSent({ track, frame: bundle.frame, rtpTimestamp, encodedMs: nowMs, sentMs: nowMs });
    }
  }

  flush(): void {
    this.owner.flushed();
  }

  createPeer(options: MediaPeerOptions): LoopbackPeer {
    const peer = new LoopbackPeer(options, this.tracks, (offer, self) => this.owner.answer(offer, self));
    this.peers.add(peer);
    this.owner.joined(peer);
    return peer;
  }

  createOutboundPeer(options: OutboundPeerOptions): LoopbackOutboundPeer {
    const peer = new LoopbackOutboundPeer(options);
    this.outbound.add(peer);
    this.owner.sending(peer);
    return peer;
  }

  async close(): Promise<void> {
    for (const peer of [...this.peers, ...this.outbound]) peer.lose('its media engine was closed');
    this.peers.clear();
    this.owner.closed(this);
  }
}
