import type { Track } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import type { IceServer, MediaOffer } from '../../session/ports/index.js';
import { withInputBitrates, withOutputBitrates } from '../webrtc/bitrates.js';
import type { ClientCandidates } from '../webrtc/client-candidates.js';
import { withPreferredCodecs } from '../webrtc/codec-preference.js';
import { checkCodecs, VIDEO_CODECS } from '../webrtc/common-codecs.js';
import { withOwnMaxMessageSize } from '../webrtc/max-message-size.js';
import { planOffer, type SectionPlan } from '../webrtc/offer-plan.js';
import { iceCredentialsOf, withoutClashingRtx, withoutOrientation } from '../webrtc/sdp.js';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import type { Gathering } from './gathering.js';
import type { WrtcReceivers } from './wrtc-receivers.js';
import type { WrtcRungs } from './wrtc-rungs.js';
import type { WrtcSenders } from './wrtc-senders.js';
import type { WrtcConfiguration, WrtcPeerConnection, WrtcTransceiver } from './wrtc.js';

/** What the offers of a peer are answered with. */
export interface NegotiationParts {
  readonly pc: WrtcPeerConnection;
  readonly tracks: readonly Track[];
  readonly settings: WebRtcOptions;
  /** Outputs that the client's first offer takes flow at once. */
  readonly startFlowing: boolean;
  readonly candidates: ClientCandidates;
  readonly gathering: Gathering;
  readonly senders: WrtcSenders;
  readonly rungs: WrtcRungs;
  readonly receivers: WrtcReceivers;
  /** The library has taken an offer, which is not answered yet. @param restarts it restarts ICE */
  offerSet(offer: MediaOffer, restarts: boolean): void;
  isClosed(): boolean;
}

/** Result of the newest answered offer. */
interface Agreed {
  readonly plans: readonly SectionPlan[];
  /** The client's, as `iceCredentialsOf` reads them. */
  readonly ice: string;
}

/** Answers the offers of one peer connection, one at a time. */
export class WrtcNegotiation {
  private agreed: Agreed | undefined;

  constructor(private readonly parts: NegotiationParts) {}

  get answered(): boolean {
    return this.agreed !== undefined;
  }

  /** A further offer that cannot be answered leaves the peer as it was. */
  async negotiate(offer: MediaOffer): Promise<{ readonly sdp: string }> {
    const before = this.agreed;
    try {
      return { sdp: await this.answer(offer, before) };
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

  private async answer(offer: MediaOffer, before: Agreed | undefined): Promise<string> {
    const { pc, tracks, settings, gathering, candidates } = this.parts;
    const plans = planOffer(offer.sdp, offer.tracks, tracks, before?.plans);
    checkCodecs(offer.sdp);
    const ice = iceCredentialsOf(offer.sdp);
    const restarts = before !== undefined && before.ice !== ice;
    gathering.begin(offer.trickle, restarts);
    if (before !== undefined && offer.iceServers !== undefined) {
      pc.setConfiguration(configurationOf(settings, offer.iceServers));
    }
    const offered = candidates.begin(offer.sdp, restarts, offer.clientAddress);
    const own = settings.codecs.filter((codec) => VIDEO_CODECS.includes(codec.toUpperCase()));
    const preferred = withPreferredCodecs(offered, own);
    await this.setOffer(preferred, plans);
    this.parts.offerSet(offer, restarts);
    await this.attachTracks(plans);
    await this.setAnswer(plans, restarts);
    const described = pc.localDescription?.sdp;
    if (described === undefined) throw new ReactorError('negotiation_failed', 'the engine made no answer; offer again');
    await this.setRungs(plans);
    this.agreed = { plans, ice };
    const receiving = midsOf(plans.filter(({ receive }) => receive !== undefined));
    return withInputBitrates(withOwnMaxMessageSize(gathering.describe(described)), settings, receiving);
  }

  private async setOffer(sdp: string, plans: readonly SectionPlan[]): Promise<void> {
    const { pc, settings, candidates } = this.parts;
    const sending = midsOf(plans.filter(({ send }) => send !== undefined));
    try {
      await pc.setRemoteDescription({
        type: 'offer',
        sdp: withOutputBitrates(withoutClashingRtx(sdp), settings, sending),
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
    candidates.taken();
  }

  private async attachTracks(plans: readonly SectionPlan[]): Promise<void> {
    const transceivers = new Map(this.parts.pc.getTransceivers().map((transceiver) => [transceiver.mid, transceiver]));
    for (const plan of plans) await this.attach(plan, transceivers.get(plan.mid));
  }

  /** A track that the section already carries is unchanged. */
  private async attach(plan: SectionPlan, transceiver: WrtcTransceiver | undefined): Promise<void> {
    const { senders, receivers, rungs, startFlowing } = this.parts;
    // Closing the peer has already released its tracks.
    if (transceiver === undefined || this.parts.isClosed()) return;
    const { mid, send, receive } = plan;
    if (send !== undefined) {
      const { maxFramerate } = send.kind === 'video' ? rungs.rung(mid) : {};
      await senders.attach(mid, send.name, transceiver.sender, startFlowing, maxFramerate);
    }
    if (receive !== undefined && this.before(mid)?.receive === undefined) {
      receivers.receive(receive, transceiver.receiver.track);
    }
    transceiver.direction = send === undefined ? 'recvonly' : receive === undefined ? 'sendonly' : 'sendrecv';
  }

  private async setAnswer(plans: readonly SectionPlan[], restarts: boolean): Promise<void> {
    const { pc, senders, gathering } = this.parts;
    const created = await pc.createAnswer();
    await pc.setLocalDescription({ type: 'answer', sdp: withoutOrientation(created.sdp) });
    this.keep(plans);
    await senders.settle();
    await gathering.complete(restarts);
  }

  private async setRungs(plans: readonly SectionPlan[]): Promise<void> {
    const added = plans.filter(({ mid, send }) => send?.kind === 'video' && this.before(mid)?.send === undefined);
    await Promise.all(added.map(({ mid }) => this.parts.rungs.apply(mid)));
  }

  private keep(plans: readonly SectionPlan[]): void {
    const mids = midsOf(plans);
    this.parts.senders.keep(mids);
    this.parts.rungs.keep(mids);
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
    const { pc } = this.parts;
    if (this.parts.isClosed()) return;
    if (pc.signalingState !== 'stable') await pc.setRemoteDescription({ type: 'rollback' }).catch(() => undefined);
    if (!this.parts.isClosed()) this.keep(plans);
  }
}

/** The library's form of the options and of the ICE servers of one client. */
export function configurationOf(settings: WebRtcOptions, iceServers: readonly IceServer[]): WrtcConfiguration {
  const { iceTransportPolicy, portRange } = settings;
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

function midsOf(plans: readonly SectionPlan[]): Set<string> {
  return new Set(plans.map(({ mid }) => mid));
}
