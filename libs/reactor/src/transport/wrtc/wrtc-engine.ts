import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Track } from '../../contract/index.js';
import type { MediaEngine, MediaRoom, MediaRoomContext } from '../../session/ports/index.js';
import { DEFAULT_MEDIA_OPTIONS, MEDIA_OPTIONS, type MediaOptions } from '../media.options.js';
import { ladderOf } from '../webrtc/ladder.js';
import { WEBRTC_OPTIONS, type WebRtcOptions } from '../webrtc/webrtc.options.js';
import { FileGuard } from './file-guard.js';
import { WrtcRoom } from './wrtc-room.js';
import { loadWrtc } from './wrtc.js';

/** libwebrtc through the `wrtc` package, in the server's process: one encode for each viewer, congestion control built in. */
@Injectable()
export class WrtcEngine implements MediaEngine, OnApplicationBootstrap {
  readonly name = 'wrtc';
  private readonly rooms = new Set<WrtcRoom>();
  private readonly files = new FileGuard();

  /** @param media its `ladder`, `degradationPreference` and `maxFramerate` count here */
  constructor(
    @Inject(WEBRTC_OPTIONS) private readonly options: WebRtcOptions,
    @Inject(MEDIA_OPTIONS) private readonly media: MediaOptions = DEFAULT_MEDIA_OPTIONS,
  ) {}

  onApplicationBootstrap(): void {
    this.files.announce();
  }

  open(tracks: readonly Track[], context: MediaRoomContext): MediaRoom {
    const room = new WrtcRoom(loadWrtc(), tracks, context, this.options, ladderOf(this.media, this.options.maxKbps), {
      checkOpenFiles: () => this.files.check(this.unanswered),
      closed: (closed) => this.rooms.delete(closed),
    });
    this.rooms.add(room);
    return room;
  }

  async close(): Promise<void> {
    await Promise.all([...this.rooms].map((room) => room.close()));
  }

  private get unanswered(): number {
    return [...this.rooms].reduce((sum, room) => sum + room.unanswered, 0);
  }
}
