import type { ServerMessage } from '@nestjs-reactor/protocol';
import { ReactorError } from '../../errors/index.js';
import type { IceCandidate, MediaPeer, MediaPeerOptions, PeerStats, TrackMapping } from '../../session/ports/index.js';
import { announcedCandidates, withAnnouncedAddresses } from './announced-addresses.js';
import { planOffer, type SectionPlan } from './offer-plan.js';
import { PeerChannels } from '../peer-channels.js';
import { readPeerStats } from './peer-stats.js';
import { mendSendParameters } from './send-parameters.js';
import { ssrcOf, withBitrates, withEndOfCandidates, withoutClashingRtx, withPreferredCodecs } from './sdp.js';
import type { WebRtcOptions } from './webrtc.options.js';
import { WrtcInlet } from './wrtc-inlet.js';
import type { WrtcOutlet } from './wrtc-outlet.js';
import type { Wrtc, WrtcPeerConnection, WrtcSender, WrtcTrack, WrtcTransceiver } from './wrtc.js';

/** Media that is up counts as connected even if the client never opens a channel, after this long, in milliseconds. */
const CHANNEL_PATIENCE_MS = 2_000;

/** How often the last picture is shown to a fresh viewer: the encoder needs a frame after the path is known to be open. */
const REPEATS_MS = [0, 150, 500] as const;

interface Outgoing {
  readonly sender: WrtcSender;
  readonly track: WrtcTrack;
}

/** One client's connection through libwebrtc. */
export class WrtcPeer implements MediaPeer {
  private readonly pc: WrtcPeerConnection;
  private readonly channels: PeerChannels;
  private readonly outgoing = new Map<string, Outgoing>();
  private readonly flowing = new Map<string, boolean>();
  private readonly inlet: WrtcInlet;
  private readonly timers = new Set<NodeJS.Timeout>();
  private early: IceCandidate[] | undefined = [];
  private grace: NodeJS.Timeout | undefined;
  private connected = false;
  private closed = false;
  private badCandidates = 0;

  constructor(
    wrtc: Wrtc,
    private readonly outlet: WrtcOutlet,
    private readonly options: MediaPeerOptions,
    private readonly settings: WebRtcOptions,
    private readonly onClosed: (peer: WrtcPeer) => void,
  ) {
    this.pc = new wrtc.RTCPeerConnection({
      bundlePolicy: 'max-bundle',
      iceTransportPolicy: settings.iceTransportPolicy,
      iceServers: options.iceServers.map(({ uris, credentials }) => ({
        urls: uris,
        ...(credentials === undefined ? {} : { username: credentials.username, credential: credentials.password }),
      })),
      ...(settings.portRange === undefined ? {} : { portRange: settings.portRange }),
    });
    this.inlet = new WrtcInlet(wrtc, options.events);
    this.channels = new PeerChannels(options.wire, settings, {
      opened: () => this.checkConnected(),
      closed: () => this.lose('the client closed its data channels'),
      // What is heard proves that the connection is up, in whatever order the library tells of both.
      message: (message) => {
        this.tellConnected();
        options.events.message(message);
      },
      malformed: (error, channel) => {
        this.tellConnected();
        options.events.malformed(error, channel);
      },
    });
    this.pc.onconnectionstatechange = () => this.followState();
    this.pc.ondatachannel = ({ channel }) => this.channels.adopt(channel);
    if (options.trickle) {
      this.pc.onicecandidate = ({ candidate }) => {
        // The library may announce an end before it has begun.
        if (candidate !== null || this.pc.iceGatheringState === 'complete') {
          this.tellCandidate(toIceCandidate(candidate));
        }
      };
    }
  }

  async accept(offer: {
    readonly sdp: string;
    readonly tracks?: readonly TrackMapping[];
  }): Promise<{ readonly sdp: string }> {
    try {
      const plans = planOffer(offer.sdp, offer.tracks, this.options.tracks);
      await this.setOffer(offer.sdp);
      const transceivers = new Map(this.pc.getTransceivers().map((transceiver) => [transceiver.mid, transceiver]));
      for (const plan of plans) await this.wire(plan, transceivers.get(plan.mid));
      const answer = await this.answer();
      await Promise.all(plans.map((plan) => this.limitBitrate(plan)));
      return { sdp: answer };
    } catch (error) {
      await this.close();
      if (error instanceof ReactorError) throw error;
      throw new ReactorError(
        'negotiation_failed',
        'the offer could not be answered; create a new peer connection and offer again',
        { cause: error },
      );
    }
  }

  addCandidates(candidates: readonly IceCandidate[]): void {
    if (this.early === undefined) {
      for (const candidate of candidates) this.addCandidate(candidate);
      return;
    }
    const all = [...this.early, ...candidates];
    this.early = all.slice(-this.options.maxEarlyCandidates);
    this.badCandidates += all.length - this.early.length;
  }

  setFlowing(track: string, flowing: boolean): void {
    const outgoing = this.outgoing.get(track);
    if (outgoing === undefined || this.flowing.get(track) === flowing) return;
    this.flowing.set(track, flowing);
    // Without a track the sender stops at once; with one it starts with a keyframe. Neither needs a new offer.
    outgoing.sender.replaceTrack(flowing ? outgoing.track : null).then(
      () => {
        if (flowing) this.showLast(track);
      },
      (error: unknown) => {
        if (!this.closed) this.lose(`track ${track} could not be switched: ${String(error)}`);
      },
    );
  }

  send(message: ServerMessage): void {
    this.channels.send(message);
  }

  async stats(): Promise<PeerStats> {
    if (this.closed) return {};
    try {
      return readPeerStats(await this.pc.getStats(), this.channels.dropped, this.badCandidates);
    } catch {
      // Closed while it was asked: there is nothing more to count.
      return {};
    }
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.grace);
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.channels.end();
    this.pc.onconnectionstatechange = null;
    this.pc.onicegatheringstatechange = null;
    this.pc.onicecandidate = null;
    this.pc.ondatachannel = null;
    this.inlet.close();
    this.pc.close();
    for (const { track } of this.outgoing.values()) this.outlet.drop(track);
    this.outgoing.clear();
    this.onClosed(this);
  }

  private async setOffer(sdp: string): Promise<void> {
    try {
      await this.pc.setRemoteDescription({ type: 'offer', sdp: withoutClashingRtx(sdp) });
    } catch (error) {
      throw new ReactorError(
        'bad_sdp',
        `the offer cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        {
          field: 'sdp',
          cause: error,
        },
      );
    }
    const early = this.early ?? [];
    this.early = undefined;
    for (const candidate of early) this.addCandidate(candidate);
  }

  private async wire(plan: SectionPlan, transceiver: WrtcTransceiver | undefined): Promise<void> {
    if (transceiver === undefined) return;
    const track = plan.send === undefined ? undefined : this.outlet.track(plan.send.name);
    if (plan.send !== undefined && track !== undefined) {
      this.outgoing.set(plan.send.name, { sender: transceiver.sender, track });
      this.flowing.set(plan.send.name, this.options.startFlowing);
      await transceiver.sender.replaceTrack(track);
    }
    if (plan.receive !== undefined) this.inlet.receive(plan.receive, transceiver.receiver.track);
    transceiver.direction = plan.send === undefined ? 'recvonly' : plan.receive === undefined ? 'sendonly' : 'sendrecv';
  }

  private async answer(): Promise<string> {
    const created = await this.pc.createAnswer();
    await this.pc.setLocalDescription({
      type: 'answer',
      sdp: withBitrates(withPreferredCodecs(created.sdp, this.settings.codecs), this.settings),
    });
    // Paused until asked for: the answer carries the track's identifiers, its sender carries nothing.
    for (const [name, flowing] of this.flowing) {
      if (!flowing) await this.outgoing.get(name)?.sender.replaceTrack(null);
    }
    if (!this.options.trickle) await this.gathered();
    const described = this.pc.localDescription?.sdp;
    if (described === undefined) throw new ReactorError('negotiation_failed', 'the engine made no answer; offer again');
    const sdp = withAnnouncedAddresses(described, this.settings.announcedAddresses);
    return this.options.trickle ? sdp : withEndOfCandidates(sdp);
  }

  private gathered(): Promise<void> {
    if (this.pc.iceGatheringState === 'complete') return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.settings.gatheringTimeoutMs);
      this.timers.add(timer);
      this.pc.onicegatheringstatechange = () => {
        if (this.pc.iceGatheringState !== 'complete') return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async limitBitrate({ mid, send }: SectionPlan): Promise<void> {
    if (send?.kind !== 'video') return;
    const outgoing = this.outgoing.get(send.name);
    const sdp = this.pc.localDescription?.sdp;
    if (outgoing === undefined || sdp === undefined) return;
    const parameters = mendSendParameters(outgoing.sender.getParameters(), ssrcOf(sdp, mid));
    for (const encoding of parameters.encodings) encoding.maxBitrate = this.settings.maxKbps * 1000;
    await outgoing.sender.setParameters(parameters);
  }

  private tellCandidate(own: IceCandidate | null): void {
    const { events } = this.options;
    events.candidate(own);
    if (own === null) return;
    for (const candidate of announcedCandidates(own.candidate, this.settings.announcedAddresses)) {
      events.candidate({ ...own, candidate });
    }
  }

  private addCandidate({ candidate, sdpMid, sdpMLineIndex }: IceCandidate): void {
    if (candidate === '' || this.closed) return;
    const known = {
      candidate,
      ...(sdpMid === undefined ? {} : { sdpMid }),
      ...(sdpMLineIndex === undefined ? {} : { sdpMLineIndex }),
    };
    // A name that only the client's own network resolves, or a candidate of another offer, is of no use and does no harm.
    this.pc.addIceCandidate(known).catch(() => this.badCandidates++);
  }

  private followState(): void {
    const state = this.pc.connectionState;
    if (state === 'failed' || state === 'closed') {
      this.lose(`its connection ${state === 'failed' ? 'failed' : 'was closed'}`);
    } else if (state === 'disconnected') {
      this.grace ??= setTimeout(
        () => this.lose(`nothing was heard for ${this.settings.disconnectGraceMs} ms`),
        this.settings.disconnectGraceMs,
      );
    } else if (state === 'connected') {
      clearTimeout(this.grace);
      this.grace = undefined;
      this.later(CHANNEL_PATIENCE_MS, () => this.tellConnected());
      this.checkConnected();
    }
  }

  private checkConnected(): void {
    if (this.pc.connectionState === 'connected' && this.channels.open) this.tellConnected();
  }

  private tellConnected(): void {
    if (this.connected || this.closed) return;
    this.connected = true;
    this.options.events.connected();
    for (const [track, flowing] of this.flowing) if (flowing) this.showLast(track);
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

function toIceCandidate(
  candidate: { candidate: string; sdpMid?: string | null; sdpMLineIndex?: number | null } | null,
): IceCandidate | null {
  if (candidate === null) return null;
  const { sdpMid, sdpMLineIndex } = candidate;
  return {
    candidate: candidate.candidate,
    ...(typeof sdpMid === 'string' ? { sdpMid } : {}),
    ...(typeof sdpMLineIndex === 'number' ? { sdpMLineIndex } : {}),
  };
}
