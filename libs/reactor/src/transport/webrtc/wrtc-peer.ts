import { Logger } from '@nestjs/common';
import type { ServerMessage } from '@nestjs-reactor/protocol';
import { ReactorError } from '../../errors/index.js';
import { describe, LogLine, stackOf } from '../../logging/index.js';
import type {
  IceCandidate,
  IceServer,
  MediaOffer,
  MediaPeer,
  MediaPeerOptions,
  PeerDrop,
  PeerStats,
} from '../../session/ports/index.js';
import { withInputBitrates, withOutputBitrates } from './bitrates.js';
import type { CandidateAllowance } from './candidate-allowance.js';
import { CandidateNetworks } from './candidate-networks.js';
import { CandidateRules } from './candidate-rules.js';
import { ClientCandidates } from './client-candidates.js';
import { checkCodecs, VIDEO_CODECS } from './common-codecs.js';
import { sentCodecOf, withPreferredCodecs } from './codec-preference.js';
import { Gathering } from './gathering.js';
import { maxMessageSizeOf, withOwnMaxMessageSize } from './max-message-size.js';
import { planOffer, type SectionPlan } from './offer-plan.js';
import { PeerChannels } from '../peer-channels.js';
import { untilClosed } from '../until-closed.js';
import { PathWatch } from './path-watch.js';
import { readPeerStats } from './peer-stats.js';
import { iceCredentialsOf, offersData, withoutClashingRtx, withoutOrientation } from './sdp.js';
import type { WebRtcOptions } from './webrtc.options.js';
import { WrtcInlet } from './wrtc-inlet.js';
import type { WrtcOutlet } from './wrtc-outlet.js';
import { WrtcSenders } from './wrtc-senders.js';
import type { Wrtc, WrtcConfiguration, WrtcPeerConnection, WrtcTransceiver } from './wrtc.js';

/** Media that is up counts as connected even if the client never opens the channels it offered, after so many milliseconds. */
const CHANNEL_PATIENCE_MS = 2_000;

/** How often the last picture is shown to a fresh viewer: the encoder needs a frame after the path is known to be open. */
const REPEATS_MS = [0, 150, 500] as const;

/** What is logged about candidates that are ignored, once for each connection. */
const DROPS: { readonly [K in PeerDrop]?: string } = {
  denied_candidate:
    'ICE candidates of the client are ignored: they name addresses that it may not name (webrtc.candidateNetworks)',
  tcp_candidate: 'TCP candidates of the client are ignored (webrtc.tcpCandidates)',
};

/** Result of the newest answered offer. */
interface Agreed {
  readonly plans: readonly SectionPlan[];
  /** The client's, as `iceCredentialsOf` reads them. */
  readonly ice: string;
}

/** One client's connection through libwebrtc. */
export class WrtcPeer implements MediaPeer {
  private readonly logger = new Logger('Reactor');
  private readonly pc: WrtcPeerConnection;
  private readonly channels: PeerChannels;
  private readonly senders: WrtcSenders;
  private readonly inlet: WrtcInlet;
  private readonly path: PathWatch;
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly candidates: ClientCandidates;
  private readonly gathering: Gathering;
  private agreed: Agreed | undefined;
  /** The client offered data channels; else it is connected as soon as media may flow. */
  private awaitsChannels = true;
  /** Settles when the offer before is done with. */
  private turn: Promise<unknown> = Promise.resolve();
  private connected = false;
  private closed = false;
  /** Aborts with `close`: the library leaves some promises unsettled then. */
  private readonly over = new AbortController();

  constructor(
    wrtc: Wrtc,
    private readonly outlet: WrtcOutlet,
    private readonly options: MediaPeerOptions,
    private readonly settings: WebRtcOptions,
    private readonly allowance: CandidateAllowance,
    private readonly onClosed: (peer: WrtcPeer) => void,
  ) {
    this.pc = new wrtc.RTCPeerConnection(this.configuration(options.iceServers));
    this.path = new PathWatch({ graceMs: settings.disconnectGraceMs, restartMs: options.restartTimeoutMs }, (cause) =>
      this.lose(cause),
    );
    this.senders = new WrtcSenders(outlet);
    this.inlet = new WrtcInlet(wrtc, settings, options.events);
    this.channels = new PeerChannels(options.wire, settings, {
      opened: () => this.checkConnected(),
      closed: () => this.lose('the client closed its data channels'),
      ignored: () => options.events.dropped('excess_message', 1),
      flooded: () => this.lose('it sent more messages than webrtc.messagesPerSecond allows, for ten seconds'),
      // A received message proves that the connection is up, in whatever order the library reports both.
      message: (message) => {
        this.tellConnected();
        options.events.message(message);
      },
      malformed: (error, channel) => {
        this.tellConnected();
        options.events.malformed(error, channel);
      },
      dropped: (count) => options.events.dropped('message', count),
    });
    this.candidates = new ClientCandidates({
      maxEarly: options.maxEarlyCandidates,
      maxTried: settings.maxCandidates,
      rules: new CandidateRules(
        CandidateNetworks.ofThisMachine(settings.candidateNetworks, settings.announcedAddresses),
        settings.tcpCandidates,
      ),
      allow: () => this.allowance.take(),
      attempt: (candidate) => this.pc.addIceCandidate(candidate),
      dropped: (what, count) => {
        if (this.closed) return;
        this.logDrop(what);
        options.events.dropped(what, count);
      },
    });
    this.gathering = new Gathering(this.pc, settings, (candidate) => options.events.candidate(candidate));
    this.pc.onconnectionstatechange = () => this.followState();
    this.pc.ondatachannel = ({ channel }) => this.channels.adopt(channel);
  }

  /** It has opened all the files that it needs. */
  get answered(): boolean {
    return this.agreed !== undefined;
  }

  accept(offer: MediaOffer): Promise<{ readonly sdp: string }> {
    const answered = this.turn.then(() => this.answerOrEnd(offer));
    this.turn = answered.catch(() => undefined);
    return answered;
  }

  addCandidates(candidates: readonly IceCandidate[]): void {
    if (!this.closed) this.candidates.add(candidates);
  }

  setFlowing(track: string, flowing: boolean): void {
    this.senders.switch(track, flowing)?.then(
      () => {
        if (flowing) this.showLast(track);
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
      return readPeerStats(await this.pc.getStats());
    } catch {
      // Closed during the query: there is nothing more to count.
      return {};
    }
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.path.stop();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.channels.end();
    this.pc.onconnectionstatechange = null;
    this.pc.ondatachannel = null;
    this.gathering.close();
    this.inlet.close();
    this.pc.close();
    this.senders.close();
    this.over.abort();
    this.onClosed(this);
  }

  private configuration(iceServers: readonly IceServer[]): WrtcConfiguration {
    const { iceTransportPolicy, portRange } = this.settings;
    return {
      bundlePolicy: 'max-bundle',
      iceTransportPolicy,
      iceServers: iceServers.map(({ uris, credentials }) => ({
        urls: uris,
        ...(credentials === undefined ? {} : { username: credentials.username, credential: credentials.password }),
      })),
      ...(portRange === undefined ? {} : { portRange }),
    };
  }

  /** A first offer that cannot be answered ends the peer. */
  private async answerOrEnd(offer: MediaOffer): Promise<{ readonly sdp: string }> {
    try {
      return await untilClosed(this.over.signal, this.negotiate(offer));
    } catch (error) {
      if (this.agreed === undefined) await this.close();
      throw error;
    }
  }

  /** A further offer that cannot be answered leaves the peer as it was. */
  private async negotiate(offer: MediaOffer): Promise<{ readonly sdp: string }> {
    const before = this.agreed;
    try {
      const plans = planOffer(offer.sdp, offer.tracks, this.options.tracks, before?.plans);
      checkCodecs(offer.sdp);
      const ice = iceCredentialsOf(offer.sdp);
      const restarts = before !== undefined && before.ice !== ice;
      this.gathering.begin(offer.trickle, restarts);
      if (before !== undefined && offer.iceServers !== undefined) {
        this.pc.setConfiguration(this.configuration(offer.iceServers));
      }
      const offered = this.candidates.begin(offer.sdp, restarts, offer.clientAddress);
      const preferred = withPreferredCodecs(offered, this.settings.codecs);
      await this.setOffer(preferred, plans);
      this.awaitsChannels = offersData(offer.sdp);
      this.channels.bound(maxMessageSizeOf(offer.sdp));
      if (restarts) this.path.restarted();
      const answer = await this.answer(preferred, plans, restarts);
      this.agreed = { plans, ice };
      return { sdp: answer };
    } catch (error) {
      if (before !== undefined) await this.rollBack(before);
      if (error instanceof ReactorError) throw error;
      throw new ReactorError(
        'negotiation_failed',
        'the offer could not be answered; create a new peer connection and offer again',
        { cause: error },
      );
    }
  }

  private async setOffer(sdp: string, plans: readonly SectionPlan[]): Promise<void> {
    const sending = midsOf(plans.filter(({ send }) => send !== undefined));
    try {
      await this.pc.setRemoteDescription({
        type: 'offer',
        sdp: withOutputBitrates(withoutClashingRtx(sdp), this.settings, sending),
      });
    } catch (error) {
      // Closed, or an earlier offer broke it: media may go on, but it takes no offer any more.
      if (error instanceof Error && error.name === 'InvalidStateError') throw error;
      throw new ReactorError(
        'bad_sdp',
        'the offer cannot be read; send the localDescription of a peer connection as it is',
        {
          field: 'sdp',
          cause: error,
        },
      );
    }
    this.candidates.taken();
  }

  private async answer(offer: string, plans: readonly SectionPlan[], restarts: boolean): Promise<string> {
    const transceivers = new Map(this.pc.getTransceivers().map((transceiver) => [transceiver.mid, transceiver]));
    for (const plan of plans) {
      await this.wire(plan, transceivers.get(plan.mid), sentCodecOf(offer, plan.mid, VIDEO_CODECS));
    }
    const created = await this.pc.createAnswer();
    await this.pc.setLocalDescription({
      type: 'answer',
      sdp: withoutOrientation(created.sdp),
    });
    this.senders.keep(midsOf(plans));
    await this.senders.settle();
    await this.gathering.complete(restarts);
    const described = this.pc.localDescription?.sdp;
    if (described === undefined) throw new ReactorError('negotiation_failed', 'the engine made no answer; offer again');
    const fresh = plans.filter(({ mid, send }) => send?.kind === 'video' && this.before(mid)?.send === undefined);
    await Promise.all(fresh.map(({ mid }) => this.senders.limit(mid, this.settings.maxKbps, described)));
    const receiving = midsOf(plans.filter(({ receive }) => receive !== undefined));
    return withInputBitrates(withOwnMaxMessageSize(this.gathering.describe(described)), this.settings, receiving);
  }

  /**
   * A track that the section already carries is unchanged.
   * @param codec that pictures are sent with on it
   */
  private async wire(
    plan: SectionPlan,
    transceiver: WrtcTransceiver | undefined,
    codec: string | undefined,
  ): Promise<void> {
    // Closing the peer has already released its tracks.
    if (transceiver === undefined || this.closed) return;
    const { mid, send, receive } = plan;
    const before = this.before(mid);
    if (send !== undefined) {
      await this.senders.attach(mid, send.name, transceiver.sender, this.options.startFlowing, codec);
    }
    if (receive !== undefined && before?.receive === undefined) this.inlet.receive(receive, transceiver.receiver.track);
    transceiver.direction = send === undefined ? 'recvonly' : receive === undefined ? 'sendonly' : 'sendrecv';
  }

  /** What the section was for in the offer before. */
  private before(mid: string): SectionPlan | undefined {
    return this.agreed?.plans.find((plan) => plan.mid === mid);
  }

  /**
   * Where the library cannot roll back, media still continues; it accepts no further offer then, and a client that
   * makes one receives an error to reconnect.
   */
  private async rollBack({ plans }: Agreed): Promise<void> {
    if (this.closed) return;
    if (this.pc.signalingState !== 'stable') {
      await this.pc.setRemoteDescription({ type: 'rollback' }).catch(() => undefined);
    }
    if (!this.closed) this.senders.keep(midsOf(plans));
  }

  private logDrop(what: PeerDrop): void {
    const text = DROPS[what];
    if (text === undefined || !this.allowance.isFirst(what)) return;
    this.logger.log(new LogLine(text, { client: this.options.connectionId }));
  }

  private followState(): void {
    const state = this.pc.connectionState;
    this.path.follow(state);
    if (state !== 'connected' || this.connected) return;
    if (this.awaitsChannels) this.later(CHANNEL_PATIENCE_MS, () => this.tellConnected());
    this.checkConnected();
  }

  private checkConnected(): void {
    if (this.pc.connectionState === 'connected' && (this.channels.open || !this.awaitsChannels)) this.tellConnected();
  }

  private tellConnected(): void {
    if (this.connected || this.closed) return;
    this.connected = true;
    this.options.events.connected();
    for (const track of this.senders.flowing) this.showLast(track);
  }

  private showLast(track: string): void {
    for (const delay of REPEATS_MS) this.later(delay, () => this.outlet.repeat(track));
  }

  private later(ms: number, act: () => void): void {
    if (this.closed) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, ms);
    this.timers.add(timer);
  }

  private lose(cause: string): void {
    if (this.closed) return;
    void this.close();
    this.options.events.lost(cause);
  }
}

function midsOf(plans: readonly SectionPlan[]): Set<string> {
  return new Set(plans.map(({ mid }) => mid));
}
