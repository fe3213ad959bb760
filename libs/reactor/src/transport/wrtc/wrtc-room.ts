import type { Track } from '../../contract/index.js';
import type { MediaBundle } from '../../media/index.js';
import type { MediaPeer, MediaPeerOptions, MediaRoom, MediaRoomContext } from '../../session/ports/index.js';
import { CandidateAllowance } from '../webrtc/candidate-allowance.js';
import type { Rung } from '../webrtc/ladder.js';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import { WrtcPeer } from './wrtc-peer.js';
import { WrtcSources } from './wrtc-sources.js';
import type { Wrtc } from './wrtc.js';

/** Why peers end that are open when their room closes. */
const ENDED = 'its media engine was closed';

/** What a room asks of its engine. */
export interface WrtcRoomOwner {
  /** Throws `connection_limit` where the process may not open the files of another peer. */
  checkOpenFiles(): void;
  closed(room: WrtcRoom): void;
}

/** One session's sources, and the peers of its viewers. */
export class WrtcRoom implements MediaRoom {
  private readonly sources: WrtcSources;
  private readonly peers = new Set<WrtcPeer>();
  private readonly allowances = new WeakMap<object, CandidateAllowance>();

  constructor(
    private readonly wrtc: Wrtc,
    private readonly tracks: readonly Track[],
    context: MediaRoomContext,
    private readonly settings: WebRtcOptions,
    private readonly ladder: readonly Rung[],
    private readonly owner: WrtcRoomOwner,
  ) {
    this.sources = new WrtcSources(wrtc, tracks, settings.audioBufferMs, context);
  }

  /** Peers that have not opened all of their files yet. */
  get unanswered(): number {
    return [...this.peers].filter((peer) => !peer.answered).length;
  }

  push(bundle: MediaBundle): void {
    this.sources.push(bundle);
  }

  flush(): void {
    this.sources.flush();
  }

  createPeer(options: MediaPeerOptions): MediaPeer {
    this.owner.checkOpenFiles();
    const peer = new WrtcPeer(this.wrtc, options, {
      tracks: this.tracks,
      sources: this.sources,
      settings: this.settings,
      ladder: this.ladder,
      allowance: this.allowanceOf(options.connection),
      closed: (closed) => this.peers.delete(closed),
    });
    this.peers.add(peer);
    return peer;
  }

  async close(): Promise<void> {
    for (const peer of this.peers) peer.lose(ENDED);
    this.sources.close();
    this.owner.closed(this);
  }

  private allowanceOf(connection: object): CandidateAllowance {
    const allowance = this.allowances.get(connection) ?? new CandidateAllowance(this.settings.candidatesPerMinute);
    this.allowances.set(connection, allowance);
    return allowance;
  }
}
