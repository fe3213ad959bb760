import type { Track } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import { type MediaBundle, sharedNowMs } from '../../media/index.js';
import type {
  EncodedStream,
  EncodedStreamOptions,
  MediaPeer,
  MediaPeerOptions,
  MediaRoom,
  MediaRoomContext,
  OutboundPeer,
  OutboundPeerOptions,
  RunningEncoder,
} from '../../session/ports/index.js';
import type { MediaOptions } from '../media.options.js';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import { WrtcSources } from '../wrtc/wrtc-sources.js';
import type { Wrtc } from '../wrtc/wrtc.js';
import { FanoutOutboundPeer } from './fanout-outbound-peer.js';
import { FanoutPeer } from './fanout-peer.js';
import { FanoutStream } from './fanout-stream.js';
import { streamCodec } from './stream-codecs.js';
import type { CurrentThreads } from './current-threads.js';
import type { FanoutLine, HubEvent } from './fanout-thread.js';
import type { H264Encoding } from './h264/h264-encoding.js';
import { ladderOf, type Rung } from '../webrtc/ladder.js';
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
  readonly h264: H264Encoding;
  readonly threads: Pick<CurrentThreads, 'get' | 'nextHome' | 'nextId' | 'candidates' | 'subscribe' | 'unsubscribe'>;
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
  /** Each with the thread that it is in. */
  private readonly peers = new Map<FanoutPeer | FanoutOutboundPeer, FanoutLine>();
  private readonly streams = new Map<FanoutStream, FanoutLine>();
  /** Where its tracks are open, its home first; none before the first peer, and when a thread has ended. */
  private lines: readonly FanoutLine[] = [];
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
      h264: parts.h264,
      startKbps: webrtc.startKbps,
      trackOf: (id) => this.tracks.find((track) => track.id === id),
      connect: async (rung, sdp) =>
        (await this.running()[0]!.request({ type: 'encoderOffer', rung, sdp }, 'answer')).sdp,
      opened: (rung) => this.running()[0]!.post({ type: 'openEncoder', rung }),
      encoded: (rung, frame) => this.lines[0]?.post({ type: 'encoded', rung, frame }, [frame.data.buffer]),
      checkOpenFiles: () => parts.checkOpenFiles(),
      disconnect: (rung) => this.lines[0]?.post({ type: 'closeEncoder', rung }),
    });
    const ladder = ladderOf(parts.media, webrtc.maxKbps);
    this.tracks = parts.tracks
      .filter(({ direction }) => direction === 'out')
      .map(({ name, kind }) => ({ id: parts.threads.nextId(), name, kind, rungs: kind === 'audio' ? SOUND : ladder }));
    for (const { id, name } of this.tracks) parts.threads.subscribe(id, (event) => this.follow(event, name));
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
    const line = this.leastBusy();
    const peer = new FanoutPeer(options, {
      id: parts.threads.nextId(),
      wrtc: parts.wrtc,
      tracks: parts.tracks,
      settings: parts.webrtc,
      h264: parts.h264,
      line,
      threads: parts.threads,
      checkOpenFiles: () => parts.checkOpenFiles(),
      trackId: (name) => this.tracks.find((track) => track.name === name)?.id,
      trackOf: (id) => this.tracks.find((track) => track.id === id),
      lastPicture: (track) => parts.context.lastPicture(track),
      playsStereo: () => this.encoding.wantStereo(),
      closed: (closed) => this.peers.delete(closed),
    });
    this.peers.set(peer, line);
    return peer;
  }

  async openStream({ codecs }: EncodedStreamOptions): Promise<EncodedStream> {
    const { parts } = this;
    const hasH264 = await parts.h264.isAvailable();
    if (this.closed) throw new ReactorError('no_session', 'the session has ended; start a new one');
    const line = this.leastBusy();
    const stream = new FanoutStream({
      id: parts.threads.nextId(),
      tracks: this.tracks.flatMap(({ name, kind }, id) => {
        const codec = streamCodec(kind, codecs, { ...parts.webrtc, hasH264 });
        return codec === undefined ? [] : [{ id, name, kind, codec }];
      }),
      startKbps: parts.webrtc.startKbps,
      line,
      threads: parts.threads,
      trackId: (name) => this.tracks.find((track) => track.name === name)?.id,
      trackOf: (id) => this.tracks.find((track) => track.id === id),
      lastPicture: (track) => parts.context.lastPicture(track),
      closed: (closed) => this.streams.delete(closed),
    });
    // Decoders of Opus in browsers play both channels.
    if (stream.tracks.some(({ kind }) => kind === 'audio')) this.encoding.wantStereo();
    this.streams.set(stream, line);
    return stream;
  }

  createOutboundPeer(options: OutboundPeerOptions): OutboundPeer {
    if (this.closed) throw new ReactorError('no_session', 'the session has ended; start a new one');
    const { parts } = this;
    const line = this.leastBusy();
    const peer = new FanoutOutboundPeer(options, {
      id: parts.threads.nextId(),
      settings: parts.webrtc,
      h264: parts.h264,
      line,
      threads: parts.threads,
      trackOf: (id) => this.tracks.find((track) => track.id === id),
      lastPicture: (track) => parts.context.lastPicture(track),
      output: (name) => this.tracks.find((track) => track.name === name),
      closed: (closed) => this.peers.delete(closed),
    });
    this.peers.set(peer, line);
    return peer;
  }

  /** The threads have ended. The next peer is created in others. */
  lose(cause: string): void {
    this.lines = [];
    for (const peer of this.peers.keys()) peer.lose(cause);
    for (const stream of this.streams.keys()) stream.close(cause);
    this.encoding.close();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const peer of this.peers.keys()) peer.lose(ENDED);
    for (const stream of this.streams.keys()) stream.close(ENDED);
    this.encoding.close();
    this.sources.close();
    for (const { id } of this.tracks) {
      for (const line of this.lines) line.post({ type: 'closeTrack', track: id });
      this.parts.threads.unsubscribe(id);
    }
    this.parts.closed(this);
  }

  /** The thread with the fewest of its peers; its home before others. */
  private leastBusy(): FanoutLine {
    const all = [...this.peers.values(), ...this.streams.values()];
    const busy = (line: FanoutLine): number => all.filter((of) => of === line).length;
    return this.running().reduce((best, line) => (busy(line) < busy(best) ? line : best));
  }

  private running(): readonly FanoutLine[] {
    if (this.lines.length > 0) return this.lines;
    const all = this.parts.threads.get();
    const home = this.parts.threads.nextHome();
    this.lines = [...all.slice(home), ...all.slice(0, home)];
    for (const [at, line] of this.lines.entries()) {
      for (const { id, kind, rungs } of this.tracks)
        line.post({ type: 'openTrack', track: id, kind, rungs, home: at === 0 ? undefined : home });
    }
    return this.lines;
  }

  private noteShown(name: string, frame: number | undefined): void {
    const track = this.tracks.find((open) => open.name === name);
    if (track !== undefined) this.lines[0]?.post({ type: 'shown', track: track.id, frame, atMs: sharedNowMs() });
  }

  private follow(event: HubEvent, name: string): void {
    if (event.type === 'rungWanted') this.encoding.start(event.rung);
    else if (event.type === 'rungIdle') this.encoding.stop(event.rung);
    else if (event.type === 'rungRate') this.encoding.setKbps(event.rung, event.kbps);
    else if (event.type === 'keyframeWanted') this.encoding.requestKeyframe(event.rung);
    else if (event.type === 'repeatPicture') this.sources.repeat(name);
    else if (event.type === 'frameSent') this.parts.context.frameSent({ ...event.sent, track: name });
  }
}
