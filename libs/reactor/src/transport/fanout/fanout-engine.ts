import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Track } from '../../contract/index.js';
import type { MediaEngine, MediaRoom, MediaRoomContext } from '../../session/ports/index.js';
import { announcedCandidates } from '../webrtc/announced-addresses.js';
import { MEDIA_OPTIONS, type MediaOptions } from '../media.options.js';
import { WEBRTC_OPTIONS, type WebRtcOptions } from '../webrtc/webrtc.options.js';
import { FileGuard } from '../wrtc/file-guard.js';
import { loadWrtc } from '../wrtc/wrtc.js';
import { FanoutRoom, trackOf } from './fanout-room.js';
import { FanoutThread, type HubEvent } from './fanout-thread.js';
import { hostCandidates, localAddresses } from './local-addresses.js';

/** How long the addresses of this machine are taken to stay the same, in milliseconds. */
const ADDRESSES_FRESH_MS = 2_000;

/**
 * Encodes each output once for each rung, with libwebrtc, and sends it to every viewer with an engine of its own in
 * another thread.
 */
@Injectable()
export class FanoutEngine implements MediaEngine {
  readonly name = 'fanout';
  private readonly rooms = new Set<FanoutRoom>();
  private readonly listeners = new Map<number, (event: HubEvent) => void>();
  private readonly logger = new Logger('Reactor:webrtc');
  private thread: FanoutThread | undefined;
  private addresses: { readonly atMs: number; readonly candidates: Promise<readonly string[]> } | undefined;
  private readonly failedAddresses = new Set<string>();
  private readonly files = new FileGuard();
  private ids = 0;

  constructor(
    @Inject(WEBRTC_OPTIONS) private readonly webrtc: WebRtcOptions,
    @Inject(MEDIA_OPTIONS) private readonly media: MediaOptions,
  ) {}

  open(tracks: readonly Track[], context: MediaRoomContext): MediaRoom {
    const room = new FanoutRoom({
      wrtc: loadWrtc(),
      tracks,
      context,
      webrtc: this.webrtc,
      media: this.media,
      thread: () => this.running(),
      nextId: () => ++this.ids,
      candidates: () => this.candidates(),
      checkOpenFiles: () => this.files.check(),
      subscribe: (id, listener) => this.listeners.set(id, listener),
      unsubscribe: (id) => this.listeners.delete(id),
      closed: (closed) => this.rooms.delete(closed),
    });
    this.rooms.add(room);
    return room;
  }

  async close(): Promise<void> {
    await Promise.all([...this.rooms].map((room) => room.close()));
    await this.thread?.close();
    this.thread = undefined;
  }

  private running(): FanoutThread {
    if (this.thread !== undefined) return this.thread;
    const thread = new FanoutThread(
      { playoutDelayMs: this.media.playoutDelayMs },
      {
        event: (event) => this.listeners.get(numberOf(event))?.(event),
        ended: (cause) => this.lost(thread, cause),
      },
    );
    this.thread = thread;
    void this.candidates();
    return thread;
  }

  /** The next peer starts another one. */
  private lost(thread: FanoutThread, cause: string): void {
    if (this.thread !== thread) return;
    this.logger.error(`the media thread ended (${cause}); its clients are disconnected, and may connect again`);
    this.thread = this.addresses = undefined;
    for (const room of this.rooms) room.lose('the media thread ended');
  }

  /** Addresses come and go with networks: each peer gets those that there are now. */
  private candidates(): Promise<readonly string[]> {
    const nowMs = performance.now();
    if (this.addresses === undefined || nowMs - this.addresses.atMs > ADDRESSES_FRESH_MS) {
      this.addresses = { atMs: nowMs, candidates: this.listen() };
    }
    return this.addresses.candidates;
  }

  private async listen(): Promise<readonly string[]> {
    const addresses = localAddresses(this.webrtc);
    const { open, failed } = await this.running().request({ type: 'listen', addresses }, 'listening');
    for (const { address, reason } of failed) {
      if (this.failedAddresses.has(address)) continue;
      this.failedAddresses.add(address);
      this.logger.warn(`no media is received on ${address}: ${reason}; see webrtc.port and webrtc.portRange`);
    }
    const present = new Set(addresses.map(({ address }) => address));
    const own = hostCandidates(open.filter(({ address }) => present.has(address)));
    return own.flatMap((candidate) => [candidate, ...announcedCandidates(candidate, this.webrtc.announcedAddresses)]);
  }
}

/** What a report is about: a track, a peer or a link, which are numbered together. */
function numberOf(event: HubEvent): number {
  if ('peer' in event) return event.peer;
  return 'link' in event ? event.link : trackOf(event);
}
