import type { Track } from '../../contract/index.js';
import type { MediaEngine, MediaRoom, MediaRoomContext } from '../../session/ports/index.js';
import type { LoopbackOutboundPeer } from './loopback-outbound-peer.js';
import type { Answerer, LoopbackPeer } from './loopback-peer.js';
import { LoopbackRoom } from './loopback-room.js';

const ANSWER = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n';
const answerAlike: Answerer = () => ANSWER;

/**
 * A media engine without a network, for tests: offers are checked as a real engine checks them and answered as the test
 * defines, peers connect and disconnect on its call, and data channels carry real frames.
 */
export class LoopbackEngine implements MediaEngine {
  readonly name = 'loopback';
  /** Every peer made, oldest first; closed ones stay. */
  readonly peers: LoopbackPeer[] = [];
  /** Every connection to another server, oldest first; closed ones stay. */
  readonly outbound: LoopbackOutboundPeer[] = [];
  /** Bundles pushed to any room. */
  pushed = 0;
  /** Number of flushes over all rooms. */
  flushed = 0;
  /** Rooms that are open. */
  readonly rooms = new Set<LoopbackRoom>();
  /** Set by the test, for slow answers and refusals. */
  answer: Answerer = answerAlike;

  /** The newest peer, whose offer came last. Throws where there is none. */
  get peer(): LoopbackPeer {
    const newest = this.peers.at(-1);
    if (newest === undefined) throw new Error('no client has sent an offer');
    return newest;
  }

  open(tracks: readonly Track[], context: MediaRoomContext): MediaRoom {
    const room = new LoopbackRoom(tracks, context, {
      answer: (offer, peer) => this.answer(offer, peer),
      pushed: () => this.pushed++,
      flushed: () => this.flushed++,
      joined: (peer) => this.peers.push(peer),
      sending: (peer) => this.outbound.push(peer),
      closed: (closed) => this.rooms.delete(closed),
    });
    this.rooms.add(room);
    return room;
  }

  /** The newest session's sound finds its buffer full. */
  dropSound(track: string, ms: number): void {
    [...this.rooms].at(-1)?.context.soundDropped(track, ms);
  }

  /** Between tests: no peer is remembered, and every offer is answered alike again. */
  forget(): void {
    this.peers.length = 0;
    this.outbound.length = 0;
    this.answer = answerAlike;
  }

  async close(): Promise<void> {
    await Promise.all([...this.rooms].map((room) => room.close()));
  }
}
