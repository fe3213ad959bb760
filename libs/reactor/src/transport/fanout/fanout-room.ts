import type { Track } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import { type MediaBundle, sharedNowMs } from '../../media/index.js';
import type {
  MediaPeer,
  MediaPeerOptions,
  MediaRoom,
  MediaRoomContext,
  RunningEncoder,
} from '../../session/ports/index.js';
import type { MediaOptions } from '../media.options.js';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import { WrtcSources } from '../wrtc/wrtc-sources.js';
import type { Wrtc } from '../wrtc/wrtc.js';
import { FanoutPeer } from './fanout-peer.js';
import type { CurrentThread } from './current-thread.js';
import type { FanoutLine, HubEvent } from './fanout-thread.js';
import { defaultLadder, type Rung } from './ladder.js';
import { RungEncoders } from './rung-encoders.js';

/** Why peers end that are open when their room closes. */
const ENDED = 'its media engine was closed';

/** What a room has of its engine. */
export interface FanoutRoomParts {
  readonly wrtc: Wrtc;
  readonly tracks: readonly Track[];
  readonly context: MediaRoomContext;
  readonly webrtc: WebRtcOptions;
  readonly media: MediaOptions;
  readonly thread: Pick<CurrentThread, 'get' | 'nextId' | 'candidates' | 'subscribe' | 'unsubscribe'>;
  /** Throws `connection_limit` where the process may not open the files of another encoder or decoder. */
  checkOpenFiles(): void;
  closed(room: FanoutRoom): void;
}

/** Sound is encoded once, at the bitrate of libwebrtc's choice, which is at most that of Opus (RFC 7587, 7.1). */
const SOUND: readonly Rung[] = [{ scale: 1, minKbps: 6, maxKbps: 510 }];

interface OpenTrack {
  readonly id: number;
  readonly name: string;
  readonly kind: Track['kind'];
  readonly rungs: readonly Rung[];
}

/** One session's media: its encoders, one for each rung that is needed, and the peers of its viewers. */
export class FanoutRoom implements MediaRoom {
  private readonly sources: WrtcSources;
  private readonly encoding: RungEncoders;
  private readonly tracks: readonly OpenTrack[];
  private readonly peers = new Set<FanoutPeer>();
  /** Where its tracks are open; undefined before the first peer, and when the thread has ended. */
  private line: FanoutLine | undefined;
  private closed = false;

  constructor(private readonly parts: FanoutRoomParts) {
    const { wrtc, webrtc, context } = parts;
    this.sources = new WrtcSources(wrtc, parts.tracks, webrtc.audioBufferMs, {
      lastPicture: (track) => context.lastPicture(track),
      soundDropped: (track, ms) => context.soundDropped(track, ms),
      frameSent: (frame) => context.frameSent(frame),
      pictureGiven: (track, frame) => this.noteShown(track, frame),
    });
    this.encoding = new RungEncoders({
      wrtc,
      sources: this.sources,
      startKbps: webrtc.startKbps,
      trackOf: (id) => this.tracks.find((track) => track.id === id),
      connect: async (rung, sdp) => (await this.running().request({ type: 'encoderOffer', rung, sdp }, 'answer')).sdp,
      checkOpenFiles: () => parts.checkOpenFiles(),
      disconnect: (rung) => this.line?.post({ type: 'closeEncoder', rung }),
    });
    const ladder = parts.media.ladder ?? defaultLadder(webrtc.maxKbps);
    this.tracks = parts.tracks
      .filter(({ direction }) => direction === 'out')
      .map(({ name, kind }) => ({ id: parts.thread.nextId(), name, kind, rungs: kind === 'audio' ? SOUND : ladder }));
    for (const { id, name } of this.tracks) parts.thread.subscribe(id, (event) => this.follow(event, name));
  }

  get encoders(): readonly RunningEncoder[] {
    return this.encoding.running;
  }

  push(bundle: MediaBundle): void {
    this.sources.push(bundle);
  }

  flush(): void {
    this.sources.flush();
  }

  createPeer(options: MediaPeerOptions): MediaPeer {
    if (this.closed) throw new ReactorError('no_session', 'the session has ended; start a new one');
    const { parts } = this;
    const peer = new FanoutPeer(options, {
      id: parts.thread.nextId(),
      wrtc: parts.wrtc,
      tracks: parts.tracks,
      settings: parts.webrtc,
      line: this.running(),
      thread: parts.thread,
      checkOpenFiles: () => parts.checkOpenFiles(),
      trackId: (name) => this.tracks.find((track) => track.name === name)?.id,
      trackOf: (id) => this.tracks.find((track) => track.id === id),
      lastPicture: (track) => parts.context.lastPicture(track),
      closed: (closed) => this.peers.delete(closed),
    });
    this.peers.add(peer);
    return peer;
  }

  /** The thread has ended. The next peer is created in another one. */
  lose(cause: string): void {
    this.line = undefined;
    for (const peer of this.peers) peer.lose(cause);
    this.encoding.close();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const peer of this.peers) peer.lose(ENDED);
    this.encoding.close();
    this.sources.close();
    for (const { id } of this.tracks) {
      this.line?.post({ type: 'closeTrack', track: id });
      this.parts.thread.unsubscribe(id);
    }
    this.parts.closed(this);
  }

  private running(): FanoutLine {
    if (this.line !== undefined) return this.line;
    const line = this.parts.thread.get();
    this.line = line;
    for (const { id, kind, rungs } of this.tracks) line.post({ type: 'openTrack', track: id, kind, rungs });
    return line;
  }

  private noteShown(name: string, frame: number | undefined): void {
    const track = this.tracks.find((open) => open.name === name);
    if (track !== undefined) this.line?.post({ type: 'shown', track: track.id, frame, atMs: sharedNowMs() });
  }

  private follow(event: HubEvent, name: string): void {
    if (event.type === 'rungWanted') this.encoding.start(event.rung);
    else if (event.type === 'rungIdle') this.encoding.stop(event.rung);
    else if (event.type === 'rungRate') this.encoding.setKbps(event.rung, event.kbps);
    else if (event.type === 'repeatPicture') this.sources.repeat(name);
    else if (event.type === 'frameSent') this.parts.context.frameSent({ ...event.sent, track: name });
  }
}
