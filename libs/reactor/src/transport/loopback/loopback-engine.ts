import type { Track } from '../../contract/index.js';
import type {
  MediaEngine,
  MediaOutlet,
  MediaOutletEvents,
  MediaPeer,
  MediaPeerOptions,
} from '../../session/ports/index.js';
import { type Answerer, LoopbackPeer } from './loopback-peer.js';

const ANSWER = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n';
const answerAlike: Answerer = () => ANSWER;

/**
 * A media engine without a network, for tests: offers are checked as a real engine checks them and answered as the test
 * defines, peers connect and disconnect on its call, and data channels carry real frames.
 */
export class LoopbackEngine implements MediaEngine {
  /** Every peer made, oldest first; closed ones stay. */
  readonly peers: LoopbackPeer[] = [];
  /** Bundles pushed to any outlet. */
  pushed = 0;
  /** Number of flushes over all outlets. */
  flushed = 0;
  /** Open outlets. */
  outlets = 0;
  /** Set by the test, for slow answers and refusals. */
  answer: Answerer = answerAlike;

  private outletEvents: MediaOutletEvents | undefined;

  /** The newest peer, whose offer came last. Throws where there is none. */
  get peer(): LoopbackPeer {
    const newest = this.peers.at(-1);
    if (newest === undefined) throw new Error('no client has sent an offer');
    return newest;
  }

  openOutlet(_tracks: readonly Track[], events: MediaOutletEvents): MediaOutlet {
    this.outlets++;
    this.outletEvents = events;
    let open = true;
    const outlet: MediaOutlet = {
      push: (bundle) => {
        this.pushed++;
        for (const peer of this.peers) if (peer.options.outlet === outlet) peer.show(bundle);
      },
      flush: () => {
        this.flushed++;
      },
      close: () => {
        if (open) this.outlets--;
        open = false;
      },
    };
    return outlet;
  }

  createPeer(options: MediaPeerOptions): MediaPeer {
    const peer = new LoopbackPeer(options, (offer, self) => this.answer(offer, self));
    this.peers.push(peer);
    return peer;
  }

  /** The newest session's sound finds its buffer full. */
  dropSound(track: string, ms: number): void {
    this.outletEvents?.soundDropped(track, ms);
  }

  /** Between tests: no peer is remembered, and every offer is answered alike again. */
  forget(): void {
    this.peers.length = 0;
    this.answer = answerAlike;
  }

  async close(): Promise<void> {
    await Promise.all(this.peers.map((peer) => peer.close()));
  }
}
