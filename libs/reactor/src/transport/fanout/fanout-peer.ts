import type { ServerMessage } from '@nestjs-reactor/protocol';
import { Logger } from '@nestjs/common';
import type { Track } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import { describe, stackOf } from '../../logging/index.js';
import type { I420Picture } from '../../media/index.js';
import type { IceCandidate, MediaOffer, MediaPeer, MediaPeerOptions, PeerStats } from '../../session/ports/index.js';
import { clientChannels, followOffer } from '../webrtc/client-channels.js';
import { ConnectedWatch } from '../webrtc/connected-watch.js';
import type { SectionPlan } from '../webrtc/offer-plan.js';
import { playsStereo } from '../webrtc/plays-stereo.js';
import { OfferQueue } from '../webrtc/offer-queue.js';
import { PathWatch } from '../webrtc/path-watch.js';
import type { PeerChannels } from '../webrtc/peer-channels.js';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import { WrtcReceivers } from '../wrtc/wrtc-receivers.js';
import type { Wrtc } from '../wrtc/wrtc.js';
import { InputDecoder } from './codecs/input-decoder.js';
import { FanoutChannel } from './fanout-channel.js';
import { FanoutNegotiation } from './fanout-negotiation.js';
import type { H264Encoding } from './h264/h264-encoding.js';
import type { CurrentThreads } from './current-threads.js';
import type { FanoutLine, HubEvent } from './fanout-thread.js';
import { toPeerStats } from './peer-stats.js';
import type { FanCodec, HubPathState, IncomingSection } from './worker/messages.js';

/** What a peer has of its room. */
export interface FanoutPeerParts {
  /** Of the peer, in its thread. */
  readonly id: number;
  readonly wrtc: Wrtc;
  readonly tracks: readonly Track[];
  readonly settings: WebRtcOptions;
  readonly h264: Pick<H264Encoding, 'isAvailable'>;
  readonly line: FanoutLine;
  readonly threads: Pick<CurrentThreads, 'nextId' | 'candidates' | 'subscribe' | 'unsubscribe'>;
  /** Throws `connection_limit` where the process may not open the files of another decoder. */
  checkOpenFiles(): void;
  /** Number of an output, in the thread. */
  trackId(name: string): number | undefined;
  trackOf(id: number): Pick<Track, 'name' | 'kind'> | undefined;
  /** The newest picture of an output, which may be read until the caller returns. */
  lastPicture(track: string): I420Picture | undefined;
  /** Its client plays both channels of a sound that it is sent. */
  playsStereo(): void;
  closed(peer: FanoutPeer): void;
}

/** An input of the model that the client sends. */
interface Input {
  readonly link: number;
  readonly track: Track;
  /** Since the client's first frame. */
  decoder: InputDecoder | undefined;
}

/** One client's connection through the fan-out. */
export class FanoutPeer implements MediaPeer {
  private readonly logger = new Logger('Reactor:webrtc');
  private readonly channels: PeerChannels;
  private readonly open = new Map<number, FanoutChannel>();
  private readonly path: PathWatch;
  private readonly connection: ConnectedWatch;
  private readonly receivers: WrtcReceivers;
  private readonly negotiation: FanoutNegotiation;
  private readonly offers: OfferQueue;
  /** Outputs on the client's sections, flowing or not. */
  private readonly flowing = new Map<string, boolean>();
  /** By mid. */
  private readonly inputs = new Map<string, Input>();
  private state: HubPathState = 'connecting';
  /** In its thread. */
  private created = false;
  private closed = false;

  constructor(
    private readonly options: MediaPeerOptions,
    private readonly parts: FanoutPeerParts,
  ) {
    const { settings } = parts;
    this.path = new PathWatch({ graceMs: settings.disconnectGraceMs, restartMs: options.restartTimeoutMs }, (cause) =>
      this.lose(cause),
    );
    this.receivers = new WrtcReceivers(parts.wrtc, settings, options.events);
    this.channels = clientChannels({
      options,
      settings,
      connection: () => this.connection,
      lose: (cause) => this.lose(cause),
    });
    this.connection = new ConnectedWatch({
      pathIsOpen: () => this.state === 'connected',
      channelIsOpen: () => this.channels.open,
      connected: () => options.events.connected(),
    });
    this.negotiation = new FanoutNegotiation({
      tracks: parts.tracks,
      settings,
      hasH264: () => parts.h264.isAvailable(),
      answer: (sdp) => this.answer(sdp),
      candidates: () => parts.threads.candidates(parts.line),
      agreed: (offer, plans, codecs, restarts) => this.agreed(offer, plans, codecs, restarts),
    });
    this.offers = new OfferQueue({
      negotiate: (offer) => this.negotiation.negotiate(offer),
      answered: () => this.negotiation.answered,
      close: () => this.close(),
    });
    parts.threads.subscribe(parts.id, (event) => this.follow(event));
  }

  async accept(offer: MediaOffer): Promise<{ readonly sdp: string }> {
    const answer = await this.offers.accept(offer);
    if (!offer.trickle) return answer;
    const candidates = await this.parts.threads.candidates(this.parts.line);
    // A client can only take them when it has the answer, which goes out before this.
    setImmediate(() => this.tellCandidates(candidates));
    return answer;
  }

  /** The server answers the checks that reach it and sends none of its own, so it has no use for them. */
  addCandidates(_candidates: readonly IceCandidate[]): void {}

  setFlowing(track: string, flowing: boolean): void {
    if (this.flowing.get(track) === flowing) return;
    this.flowing.set(track, flowing);
    const id = this.parts.trackId(track);
    if (id !== undefined) this.parts.line.post({ type: 'flow', peer: this.parts.id, track: id, flowing });
  }

  send(message: ServerMessage): void {
    this.channels.send(message);
  }

  get backlog(): number {
    return this.channels.backlog;
  }

  takeUnsent(): readonly ServerMessage[] {
    return this.channels.takeUnsent();
  }

  async stats(): Promise<PeerStats> {
    if (this.closed) return {};
    try {
      const { stats } = await this.parts.line.request({ type: 'stats', peer: this.parts.id }, 'stats');
      return stats === undefined ? {} : toPeerStats(stats, this.state, this.parts);
    } catch {
      // The thread has ended: there is nothing to count.
      return {};
    }
  }

  /** Ends the peer and reports it. */
  lose(cause: string): void {
    if (this.closed) return;
    void this.close();
    this.options.events.lost(cause);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.path.stop();
    this.connection.close();
    this.channels.end();
    this.offers.close();
    for (const mid of this.inputs.keys()) this.endInput(mid);
    this.receivers.close();
    this.parts.line.post({ type: 'closePeer', peer: this.parts.id });
    this.parts.threads.unsubscribe(this.parts.id);
    this.parts.closed(this);
  }

  private async answer(sdp: string): Promise<string> {
    const { line, id, settings } = this.parts;
    // A peer has the addresses that its thread listens on when it is created.
    await this.parts.threads.candidates(this.parts.line);
    if (this.closed) throw new ReactorError('negotiation_failed', 'the connection was closed; offer again');
    if (!this.created) line.post({ type: 'createPeer', peer: id, startKbps: settings.startKbps });
    this.created = true;
    return (await line.request({ type: 'offer', peer: id, sdp }, 'answer')).sdp;
  }

  /** The answer has them as well; a client may look in either place. */
  private tellCandidates(candidates: readonly string[]): void {
    for (const candidate of candidates) {
      if (this.closed) return;
      this.options.events.candidate({ candidate, sdpMLineIndex: 0 });
    }
    if (!this.closed) this.options.events.candidate(null);
  }

  private agreed(
    offer: MediaOffer,
    plans: readonly SectionPlan[],
    codecs: ReadonlyMap<string, FanCodec>,
    restarts: boolean,
  ): void {
    if (this.closed) return;
    followOffer(offer.sdp, this.channels, this.connection);
    if (restarts) this.path.restarted();
    if (playsStereo(offer.sdp, plans)) this.parts.playsStereo();
    const outgoing = plans.flatMap(({ mid, send }) => {
      const track = send === undefined ? undefined : this.parts.trackId(send.name);
      const codec = codecs.get(mid);
      if (send === undefined || track === undefined || codec === undefined) return [];
      const flowing = this.flowing.get(send.name) ?? this.options.startFlowing;
      this.flowing.set(send.name, flowing);
      return [{ mid, track, codec, flowing }];
    });
    this.parts.line.post({ type: 'sections', peer: this.parts.id, outgoing, incoming: this.inputsOf(plans) });
    this.connection.check();
  }

  private inputsOf(plans: readonly SectionPlan[]): readonly IncomingSection[] {
    const wanted = new Map(
      plans.flatMap(({ mid, receive }) => (receive === undefined ? [] : [[mid, receive] as const])),
    );
    for (const mid of this.inputs.keys()) if (!wanted.has(mid)) this.endInput(mid);
    for (const [mid, track] of wanted) {
      if (this.inputs.has(mid)) continue;
      const link = this.parts.threads.nextId();
      this.inputs.set(mid, { link, track, decoder: undefined });
      this.parts.threads.subscribe(link, () => this.startInput(mid));
    }
    return [...this.inputs].map(([mid, { link }]) => ({ mid, link }));
  }

  private startInput(mid: string): void {
    const input = this.inputs.get(mid);
    if (input === undefined || input.decoder !== undefined) return;
    const { link, track } = input;
    const failed = (error: unknown): void => {
      if (this.closed || this.inputs.get(mid) !== input) return;
      this.logger.error(`input ${track.name} could not be decoded: ${describe(error)}`, stackOf(error));
      this.lose(`input ${track.name} could not be decoded`);
    };
    try {
      this.parts.checkOpenFiles();
    } catch (error) {
      failed(error);
      return;
    }
    const decoder = new InputDecoder(this.parts.wrtc);
    input.decoder = decoder;
    decoder
      .open(
        track,
        this.receivers,
        async (sdp) => (await this.parts.line.request({ type: 'decoderOffer', link, sdp }, 'answer')).sdp,
      )
      .catch(failed);
  }

  private endInput(mid: string): void {
    const input = this.inputs.get(mid);
    if (input === undefined) return;
    this.inputs.delete(mid);
    input.decoder?.close();
    this.parts.threads.unsubscribe(input.link);
    this.parts.line.post({ type: 'closeDecoder', link: input.link });
  }

  private follow(event: HubEvent): void {
    if (event.type === 'path') {
      this.state = event.state;
      this.path.follow(event.state);
      this.connection.check();
    } else if (event.type === 'peerClosed') {
      this.lose('its connection was closed');
    } else if (event.type === 'channelOpen') {
      this.openChannel(event.channel, event.label);
    } else if (event.type === 'channelMessage') {
      this.open.get(event.channel)?.received(event.data);
    } else if (event.type === 'channelBuffered') {
      this.open.get(event.channel)?.buffered(event.bytes);
    } else if (event.type === 'channelClosed') {
      this.open.get(event.channel)?.closed();
      this.open.delete(event.channel);
    }
  }

  private openChannel(channel: number, label: string): void {
    const { line, id } = this.parts;
    const opened = new FanoutChannel(label, (data) => line.post({ type: 'message', peer: id, channel, data }));
    this.open.set(channel, opened);
    this.channels.adopt(opened);
  }
}
