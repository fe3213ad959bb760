import { Logger } from '@nestjs/common';
import type { ServerMessage } from '@nestjs-reactor/protocol';
import type { Track } from '../../contract/index.js';
import { describe, LogLine, stackOf } from '../../logging/index.js';
import type {
  IceCandidate,
  MediaOffer,
  MediaPeer,
  MediaPeerOptions,
  PeerDrop,
  PeerStats,
} from '../../session/ports/index.js';
import type { CandidateAllowance } from '../webrtc/candidate-allowance.js';
import { CandidateNetworks } from '../webrtc/candidate-networks.js';
import { CandidateRules } from '../webrtc/candidate-rules.js';
import { ClientCandidates } from '../webrtc/client-candidates.js';
import { clientChannels, followOffer } from '../webrtc/client-channels.js';
import { ConnectedWatch } from '../webrtc/connected-watch.js';
import { OfferQueue } from '../webrtc/offer-queue.js';
import { PathWatch } from '../webrtc/path-watch.js';
import type { PeerChannels } from '../webrtc/peer-channels.js';
import type { Rung } from '../webrtc/ladder.js';
import { RecentLoss } from '../webrtc/recent-loss.js';
import { SentRate } from '../webrtc/sent-rate.js';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import { Gathering } from './gathering.js';
import { readLink } from './link-reading.js';
import { type MeasuredRates, readPeerStats, sentTotalsOf } from './peer-stats.js';
import { PictureRepeats } from './picture-repeats.js';
import { configurationOf, WrtcNegotiation } from './wrtc-negotiation.js';
import { WrtcReceivers } from './wrtc-receivers.js';
import { WrtcRungs } from './wrtc-rungs.js';
import { WrtcSenders } from './wrtc-senders.js';
import type { WrtcSources } from './wrtc-sources.js';
import type { Wrtc, WrtcPeerConnection } from './wrtc.js';

/** How often the rungs of what a peer is sent are decided anew, in milliseconds. */
const DECIDE_EVERY_MS = 500;

/** What is logged about candidates that are ignored, once for each connection. */
const DROPS: { readonly [K in PeerDrop]?: string } = {
  denied_candidate:
    'ICE candidates of the client are ignored: they name addresses that it may not name (webrtc.candidateNetworks)',
  tcp_candidate: 'TCP candidates of the client are ignored (webrtc.tcpCandidates)',
};

/** What a peer has of its room. */
export interface WrtcPeerParts {
  readonly tracks: readonly Track[];
  readonly sources: WrtcSources;
  readonly settings: WebRtcOptions;
  readonly ladder: readonly Rung[];
  readonly allowance: CandidateAllowance;
  closed(peer: WrtcPeer): void;
}

/** One client's connection through libwebrtc. */
export class WrtcPeer implements MediaPeer {
  private readonly logger = new Logger('Reactor');
  private readonly pc: WrtcPeerConnection;
  private readonly channels: PeerChannels;
  private readonly senders: WrtcSenders;
  private readonly rungs: WrtcRungs;
  private deciding: NodeJS.Timeout | undefined;
  private readonly sentRate = new SentRate();
  private readonly loss = new RecentLoss();
  private readonly receivers: WrtcReceivers;
  private readonly path: PathWatch;
  private readonly connection: ConnectedWatch;
  private readonly repeats: PictureRepeats;
  private readonly candidates: ClientCandidates;
  private readonly gathering: Gathering;
  private readonly negotiation: WrtcNegotiation;
  private readonly offers: OfferQueue;
  private closed = false;

  constructor(
    wrtc: Wrtc,
    private readonly options: MediaPeerOptions,
    private readonly parts: WrtcPeerParts,
  ) {
    const { settings, sources, tracks } = parts;
    this.pc = new wrtc.RTCPeerConnection(configurationOf(settings, options.iceServers));
    this.path = new PathWatch({ graceMs: settings.disconnectGraceMs, restartMs: options.restartTimeoutMs }, (cause) =>
      this.lose(cause),
    );
    this.senders = new WrtcSenders(sources);
    this.rungs = new WrtcRungs({
      ladder: parts.ladder,
      startKbps: settings.startKbps,
      outputs: () => this.senders.outputs,
      set: (mid, rung, maxKbps) => this.setRung(mid, rung, maxKbps),
    });
    this.receivers = new WrtcReceivers(wrtc, settings, options.events);
    this.repeats = new PictureRepeats((track) => sources.repeat(track));
    this.channels = clientChannels({
      options,
      settings,
      connection: () => this.connection,
      lose: (cause) => this.lose(cause),
    });
    this.connection = new ConnectedWatch({
      pathIsOpen: () => this.pc.connectionState === 'connected',
      channelIsOpen: () => this.channels.open,
      connected: () => {
        options.events.connected();
        this.decideSoon();
        for (const track of this.senders.flowing) this.repeats.show(track);
      },
    });
    this.candidates = this.takeCandidates();
    this.gathering = new Gathering(this.pc, settings, (candidate) => options.events.candidate(candidate));
    this.negotiation = new WrtcNegotiation({
      pc: this.pc,
      tracks,
      settings,
      startFlowing: options.startFlowing,
      candidates: this.candidates,
      gathering: this.gathering,
      senders: this.senders,
      rungs: this.rungs,
      receivers: this.receivers,
      offerSet: ({ sdp }, restarts) => {
        followOffer(sdp, this.channels, this.connection);
        if (restarts) this.path.restarted();
      },
      isClosed: () => this.closed,
    });
    this.offers = new OfferQueue({
      negotiate: (offer) => this.negotiation.negotiate(offer),
      answered: () => this.negotiation.answered,
      close: () => this.close(),
    });
    this.pc.onconnectionstatechange = () => {
      this.path.follow(this.pc.connectionState);
      this.connection.check();
    };
    this.pc.ondatachannel = ({ channel }) => this.channels.adopt(channel);
  }

  /** It has opened all the files that it needs. */
  get answered(): boolean {
    return this.negotiation.answered;
  }

  accept(offer: MediaOffer): Promise<{ readonly sdp: string }> {
    return this.offers.accept(offer);
  }

  addCandidates(candidates: readonly IceCandidate[]): void {
    if (!this.closed) this.candidates.add(candidates);
  }

  setFlowing(track: string, flowing: boolean): void {
    this.senders.switch(track, flowing)?.then(
      () => {
        if (flowing && !this.closed) this.repeats.show(track);
      },
      (error: unknown) => {
        if (this.closed) return;
        this.logger.error(`track ${track} could not be switched: ${describe(error)}`, stackOf(error));
        this.lose(`track ${track} could not be switched`);
      },
    );
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
      const stats = await this.pc.getStats();
      const rungOf = (mid: string): ReturnType<WrtcRungs['rung']> => this.rungs.rung(mid);
      return readPeerStats(stats, this.pc.connectionState, this.senders.outputs, this.measure(stats), rungOf);
    } catch {
      // Closed during the query: there is nothing more to count.
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
    clearTimeout(this.deciding);
    this.path.stop();
    this.connection.close();
    this.repeats.close();
    this.channels.end();
    this.pc.onconnectionstatechange = null;
    this.pc.ondatachannel = null;
    this.gathering.close();
    this.receivers.close();
    this.pc.close();
    this.senders.close();
    this.offers.close();
    this.parts.closed(this);
  }

  private async setRung(mid: string, rung: Rung, maxKbps: number): Promise<void> {
    const sdp = this.pc.localDescription?.sdp;
    if (!this.closed && sdp !== undefined) await this.senders.setRung(mid, rung, maxKbps, sdp);
  }

  private decideSoon(): void {
    if (this.closed) return;
    this.deciding = setTimeout(() => void this.decide(), DECIDE_EVERY_MS);
  }

  /** A change that the library does not take, as while an offer is answered, is tried again with the next reading. */
  private async decide(): Promise<void> {
    try {
      const reading = readLink(await this.pc.getStats());
      if (!this.closed) await this.rungs.follow(reading, performance.now());
    } catch (error) {
      if (!this.closed) this.logger.debug(`the rungs of a viewer could not be set: ${describe(error)}`);
    }
    this.decideSoon();
  }

  private measure(stats: Parameters<typeof sentTotalsOf>[0]): MeasuredRates {
    const { bytes, packets, packetsLost } = sentTotalsOf(stats);
    const nowMs = performance.now();
    if (bytes !== undefined) this.sentRate.note(bytes, nowMs);
    if (packets !== undefined && packetsLost !== undefined) this.loss.note(packets, packetsLost, nowMs);
    return { sentKbps: this.sentRate.kbps, lossShare: this.loss.share };
  }

  private takeCandidates(): ClientCandidates {
    const { settings, allowance } = this.parts;
    return new ClientCandidates({
      maxEarly: this.options.maxEarlyCandidates,
      maxTried: settings.maxCandidates,
      rules: new CandidateRules(
        CandidateNetworks.ofThisMachine(settings.candidateNetworks, settings.announcedAddresses),
        settings.tcpCandidates,
      ),
      allow: () => allowance.take(),
      attempt: (candidate) => this.pc.addIceCandidate(candidate),
      dropped: (what, count) => {
        if (this.closed) return;
        this.logDrop(what);
        this.options.events.dropped(what, count);
      },
    });
  }

  private logDrop(what: PeerDrop): void {
    const text = DROPS[what];
    if (text === undefined || !this.parts.allowance.isFirst(what)) return;
    this.logger.log(new LogLine(text, { client: this.options.connectionId }));
  }
}
