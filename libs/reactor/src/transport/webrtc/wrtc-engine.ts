import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Track } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import type {
  MediaEngine,
  MediaOutlet,
  MediaOutletEvents,
  MediaPeer,
  MediaPeerOptions,
} from '../../session/ports/index.js';
import { CandidateAllowance } from './candidate-allowance.js';
import { OpenFiles } from './open-files.js';
import { WEBRTC_OPTIONS, type WebRtcOptions } from './webrtc.options.js';
import { WrtcOutlet } from './wrtc-outlet.js';
import { WrtcPeer } from './wrtc-peer.js';
import { loadWrtc } from './wrtc.js';

/** How often refused viewers for lack of file descriptors are logged. */
const TELL_EVERY_MS = 10_000;

/** Retry delay for a client that was refused for that. */
const RETRY_MS = 5_000;

const RAISE = 'raise it with ulimit -n, LimitNOFILE= of systemd or docker run --ulimit nofile=';

/** libwebrtc through the `wrtc` package, in the server's process: one encode for each viewer, congestion control built in. */
@Injectable()
export class WrtcEngine implements MediaEngine, OnApplicationBootstrap {
  private readonly peers = new Set<WrtcPeer>();
  private readonly outlets = new Set<WrtcOutlet>();
  private readonly files = new OpenFiles();
  private readonly logger = new Logger('Reactor:webrtc');
  private readonly allowances = new WeakMap<object, CandidateAllowance>();
  private fullAtMs = -Infinity;

  constructor(@Inject(WEBRTC_OPTIONS) private readonly options: WebRtcOptions) {}

  onApplicationBootstrap(): void {
    const { limit } = this.files;
    const room = this.files.room(0);
    if (limit === undefined || room === undefined) {
      this.logger.debug('this system does not tell how many files the process may open; each viewer needs about 30');
      return;
    }
    this.logger.log(`the process may open ${limit} files, which is room for about ${room} viewers; ${RAISE} for more`);
  }

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
    this.checkRoom();
    const peer = new WrtcPeer(
      loadWrtc(),
      options.outlet,
      options,
      this.options,
      this.allowanceOf(options.connection),
      (closed) => this.peers.delete(closed),
    );
    this.peers.add(peer);
    return peer;
  }

  private allowanceOf(connection: object): CandidateAllowance {
    const allowance = this.allowances.get(connection) ?? new CandidateAllowance(this.options.candidatesPerMinute);
    this.allowances.set(connection, allowance);
    return allowance;
  }

  /** Throws `connection_limit`: the library ends the process where it cannot open what a peer needs. */
  private checkRoom(): void {
    const pending = [...this.peers].filter((peer) => !peer.answered).length;
    if (this.files.room(pending) !== 0) return;
    const now = performance.now();
    if (now - this.fullAtMs > TELL_EVERY_MS) {
      this.fullAtMs = now;
      this.logger.warn(`viewers are refused: nearly all of the ${this.files.limit} files are open; ${RAISE}`);
    }
    throw new ReactorError(
      'connection_limit',
      'The server has no room for another client; try again in a few seconds',
      {
        retryAfterMs: RETRY_MS,
      },
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.peers].map((peer) => peer.close()));
    for (const outlet of this.outlets) outlet.close();
  }
}
