import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Track } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import type { MediaEngine, MediaRoom, MediaRoomContext } from '../../session/ports/index.js';
import { WEBRTC_OPTIONS, type WebRtcOptions } from '../webrtc/webrtc.options.js';
import { OpenFiles } from './open-files.js';
import { WrtcRoom } from './wrtc-room.js';
import { loadWrtc } from './wrtc.js';

/** How often refused viewers for lack of file descriptors are logged. */
const LOG_PERIOD_MS = 10_000;

/** Retry delay for a client that was refused for that. */
const RETRY_MS = 5_000;

const RAISE = 'raise it with ulimit -n, LimitNOFILE= of systemd or docker run --ulimit nofile=';

/** libwebrtc through the `wrtc` package, in the server's process: one encode for each viewer, congestion control built in. */
@Injectable()
export class WrtcEngine implements MediaEngine, OnApplicationBootstrap {
  readonly name = 'wrtc';
  private readonly rooms = new Set<WrtcRoom>();
  private readonly files = new OpenFiles();
  private readonly logger = new Logger('Reactor:webrtc');
  private loggedAtMs = -Infinity;

  constructor(@Inject(WEBRTC_OPTIONS) private readonly options: WebRtcOptions) {}

  onApplicationBootstrap(): void {
    const { limit } = this.files;
    const peers = this.files.furtherPeers(0);
    if (limit === undefined || peers === undefined) {
      this.logger.debug('this system does not tell how many files the process may open; each viewer needs about 30');
      return;
    }
    this.logger.log(`the process may open ${limit} files, which is room for about ${peers} viewers; ${RAISE} for more`);
  }

  open(tracks: readonly Track[], context: MediaRoomContext): MediaRoom {
    const room = new WrtcRoom(loadWrtc(), tracks, context, this.options, {
      checkOpenFiles: () => this.checkOpenFiles(),
      closed: (closed) => this.rooms.delete(closed),
    });
    this.rooms.add(room);
    return room;
  }

  async close(): Promise<void> {
    await Promise.all([...this.rooms].map((room) => room.close()));
  }

  /** The library ends the process where it cannot open what a peer needs. */
  private checkOpenFiles(): void {
    const unanswered = [...this.rooms].reduce((sum, room) => sum + room.unanswered, 0);
    if (this.files.furtherPeers(unanswered) !== 0) return;
    const now = performance.now();
    if (now - this.loggedAtMs > LOG_PERIOD_MS) {
      this.loggedAtMs = now;
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
}
