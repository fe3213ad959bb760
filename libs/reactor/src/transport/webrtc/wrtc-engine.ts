import { Inject, Injectable } from '@nestjs/common';
import type { Track } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import type {
  MediaEngine,
  MediaOutlet,
  MediaOutletEvents,
  MediaPeer,
  MediaPeerOptions,
} from '../../session/ports/index.js';
import { WEBRTC_OPTIONS, type WebRtcOptions } from './webrtc.options.js';
import { WrtcOutlet } from './wrtc-outlet.js';
import { WrtcPeer } from './wrtc-peer.js';
import { loadWrtc } from './wrtc.js';

/** libwebrtc through the `wrtc` package, in the server's process: one encode for each viewer, congestion control built in. */
@Injectable()
export class WrtcEngine implements MediaEngine {
  private readonly peers = new Set<WrtcPeer>();
  private readonly outlets = new Set<WrtcOutlet>();

  constructor(@Inject(WEBRTC_OPTIONS) private readonly options: WebRtcOptions) {}

  openOutlet(tracks: readonly Track[], events: MediaOutletEvents): MediaOutlet {
    const outlet = new WrtcOutlet(loadWrtc(), tracks, this.options.audioBufferMs, events, (closed) =>
      this.outlets.delete(closed),
    );
    this.outlets.add(outlet);
    return outlet;
  }

  createPeer(options: MediaPeerOptions): MediaPeer {
    if (!(options.outlet instanceof WrtcOutlet)) {
      throw new ReactorError('internal_error', 'the outlet was opened by another engine');
    }
    const peer = new WrtcPeer(loadWrtc(), options.outlet, options, this.options, (closed) => this.peers.delete(closed));
    this.peers.add(peer);
    return peer;
  }

  async close(): Promise<void> {
    await Promise.all([...this.peers].map((peer) => peer.close()));
    for (const outlet of this.outlets) outlet.close();
  }
}
