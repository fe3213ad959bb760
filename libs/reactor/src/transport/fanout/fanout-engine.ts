import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Track } from '../../contract/index.js';
import type { MediaEngine, MediaRoom, MediaRoomContext } from '../../session/ports/index.js';
import { MEDIA_OPTIONS, type MediaOptions } from '../media.options.js';
import { WEBRTC_OPTIONS, type WebRtcOptions } from '../webrtc/webrtc.options.js';
import { FileGuard } from '../wrtc/file-guard.js';
import { loadWrtc } from '../wrtc/wrtc.js';
import { CurrentThreads } from './current-threads.js';
import { FanoutRoom } from './fanout-room.js';
import { FanoutThread } from './fanout-thread.js';
import { H264Encoding } from './h264/h264-encoding.js';
import { loadH264 } from './h264/node-av/load-h264.js';

/**
 * Encodes each output once for each rung, with libwebrtc, and sends it to every viewer with an engine of its own in
 * other threads.
 */
@Injectable()
export class FanoutEngine implements MediaEngine, OnApplicationBootstrap {
  readonly name = 'fanout';
  private readonly rooms = new Set<FanoutRoom>();
  private readonly threads: CurrentThreads;
  private readonly files = new FileGuard();
  private readonly h264: H264Encoding;

  constructor(
    @Inject(WEBRTC_OPTIONS) private readonly webrtc: WebRtcOptions,
    @Inject(MEDIA_OPTIONS) private readonly media: MediaOptions,
  ) {
    this.h264 = new H264Encoding(media.encoder, loadH264);
    const setup = { minKbps: webrtc.minKbps, playoutDelayMs: media.playoutDelayMs, tcp: webrtc.tcp };
    this.threads = new CurrentThreads(
      media.threads,
      webrtc,
      (events) => new FanoutThread(setup, events),
      () => {
        for (const room of this.rooms) room.lose('the media thread ended');
      },
    );
  }

  /**
   * The first viewer is not to wait for the threads and the native libraries. What fails is tried again for him.
   * Rejects with `engine_unavailable` where an encoder is named that does not work.
   */
  async onApplicationBootstrap(): Promise<void> {
    await this.h264.isAvailable();
    try {
      loadWrtc();
    } catch {
      // The first session says why.
    }
    for (const line of this.threads.get()) this.threads.candidates(line).catch(() => undefined);
  }

  open(tracks: readonly Track[], context: MediaRoomContext): MediaRoom {
    const room = new FanoutRoom({
      wrtc: loadWrtc(),
      tracks,
      context,
      webrtc: this.webrtc,
      media: this.media,
      h264: this.h264,
      threads: this.threads,
      checkOpenFiles: () => this.files.check(),
      closed: (closed) => this.rooms.delete(closed),
    });
    this.rooms.add(room);
    return room;
  }

  async close(): Promise<void> {
    await Promise.all([...this.rooms].map((room) => room.close()));
    await this.threads.close();
  }
}
