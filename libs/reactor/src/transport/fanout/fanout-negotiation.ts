import type { Track } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import type { MediaOffer } from '../../session/ports/index.js';
import { withInputBitrates } from '../webrtc/bitrates.js';
import { withOwnMaxMessageSize } from '../webrtc/max-message-size.js';
import { planOffer, type SectionPlan } from '../webrtc/offer-plan.js';
import { iceCredentialsOf, withEndOfCandidates, withoutClashingRtx, withoutOrientation } from '../webrtc/sdp.js';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import { answerForClient } from './answer-for-client.js';
import { offerForEngine } from './offer-for-engine.js';
import type { FanCodec } from './worker/messages.js';

/** What the offers of a peer are answered with. */
export interface FanoutNegotiationParts {
  readonly tracks: readonly Track[];
  readonly settings: WebRtcOptions;
  /** Outputs can be sent in H.264. */
  hasH264(): Promise<boolean>;
  /** The engine's own answer. */
  answer(sdp: string): Promise<string>;
  /** Ours, and the announced ones. */
  candidates(): Promise<readonly string[]>;
  /** The offer is agreed on. @param restarts it restarts ICE */
  agreed(
    offer: MediaOffer,
    plans: readonly SectionPlan[],
    codecs: ReadonlyMap<string, FanCodec>,
    restarts: boolean,
  ): void;
}

/** Answers the offers of one peer connection, one at a time. A further offer that cannot be answered changes nothing. */
export class FanoutNegotiation {
  private before: { readonly plans: readonly SectionPlan[]; readonly ice: string } | undefined;

  constructor(private readonly parts: FanoutNegotiationParts) {}

  get answered(): boolean {
    return this.before !== undefined;
  }

  async negotiate(offer: MediaOffer): Promise<{ readonly sdp: string }> {
    const { tracks, settings } = this.parts;
    const plans = planOffer(offer.sdp, offer.tracks, tracks, this.before?.plans);
    const hasH264 = await this.parts.hasH264();
    const { sdp, codecs } = offerForEngine(withoutClashingRtx(offer.sdp), plans, settings.codecs, hasH264);
    const ice = iceCredentialsOf(offer.sdp);
    const restarts = this.before !== undefined && this.before.ice !== ice;
    const [answer, candidates] = await Promise.all([this.answer(sdp), this.parts.candidates()]);
    this.parts.agreed(offer, plans, codecs, restarts);
    this.before = { plans, ice };
    return { sdp: this.forClient(answer, plans, candidates) };
  }

  private async answer(sdp: string): Promise<string> {
    try {
      return await this.parts.answer(sdp);
    } catch (error) {
      if (!(error instanceof ReactorError) || error.code !== 'bad_sdp') throw error;
      throw new ReactorError(
        'bad_sdp',
        `the offer cannot be answered (${error.message}); send the localDescription of a peer connection as it is`,
        { field: 'sdp', cause: error },
      );
    }
  }

  private forClient(answer: string, plans: readonly SectionPlan[], candidates: readonly string[]): string {
    const { settings } = this.parts;
    const receiving = new Set(plans.filter(({ receive }) => receive !== undefined).map(({ mid }) => mid));
    const own = withOwnMaxMessageSize(withoutOrientation(answer));
    return withInputBitrates(withEndOfCandidates(answerForClient(own, plans, candidates)), settings, receiving);
  }
}
