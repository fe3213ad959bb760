import type { ServerMessage } from '@nestjs-reactor/protocol';
import type { Track } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import { type AudioSamples, i420Size, type MediaBundle, type VideoFrame } from '../../media/index.js';
import type { IceCandidate, MediaOffer, MediaPeer, MediaPeerOptions, PeerStats } from '../../session/ports/index.js';
import { PeerChannels } from '../webrtc/peer-channels.js';
import { maxMessageSizeOf } from '../webrtc/max-message-size.js';
import { offersData } from '../webrtc/sdp.js';
import { OfferQueue } from '../webrtc/offer-queue.js';
import { planOffer, type SectionPlan } from '../webrtc/offer-plan.js';
import { DEFAULT_WEBRTC_OPTIONS } from '../webrtc/webrtc.options.js';
import { LoopbackChannel } from './loopback-channel.js';

/** An offer as the engine got it. */
export type LoopbackOffer = MediaOffer;

/** Creates the answer to an offer; the client receives the error that it throws. */
export type Answerer = (offer: LoopbackOffer, peer: LoopbackPeer) => string | Promise<string>;

/** One client without a network. It connects, sends and disconnects as the test calls. */
export class LoopbackPeer implements MediaPeer {
  readonly control = new LoopbackChannel('control');
  readonly data = new LoopbackChannel('data');
  readonly candidates: IceCandidate[] = [];
  /** By output track, once the offer was answered: does it flow? */
  readonly flowing = new Map<string, boolean>();
  /** The newest. */
  offer: LoopbackOffer | undefined;
  /** Offers of its peer connection that were answered. */
  answered = 0;
  closed = false;
  /** Set by the test: what the client's connection measures. */
  measured: PeerStats = {};
  /** What the model plays, as far as it flows to this client; a copy. Set by the test. */
  onBundle: ((bundle: MediaBundle) => void) | null = null;

  private readonly channels: PeerChannels;
  private readonly offers: OfferQueue;
  private plans: readonly SectionPlan[] = [];

  constructor(
    readonly options: MediaPeerOptions,
    private readonly tracks: readonly Track[],
    private readonly answerer: Answerer,
  ) {
    this.channels = new PeerChannels(options.wire, DEFAULT_WEBRTC_OPTIONS, {
      opened: () => {},
      closed: () => this.lose('the client closed its data channels'),
      ignored: () => options.events.dropped('excess_message', 1),
      flooded: () => this.lose('it sent more messages than webrtc.messagesPerSecond allows, for ten seconds'),
      message: (message) => options.events.message(message),
      dropped: (count) => options.events.dropped('message', count),
      malformed: (error, channel) => options.events.malformed(error, channel),
    });
    this.offers = new OfferQueue({
      negotiate: (offer) => this.negotiate(offer),
      answered: () => this.answered > 0,
      close: () => this.close(),
    });
  }

  accept(offer: LoopbackOffer): Promise<{ readonly sdp: string }> {
    this.offer = offer;
    return this.offers.accept(offer);
  }

  /** Opens the client's channels, in that order, as far as its offer has any, and reports it as connected. */
  connect(...channels: readonly LoopbackChannel[]): void {
    const offered = offersData(this.offer?.sdp ?? '') ? [this.control, this.data] : [];
    for (const channel of channels.length === 0 ? offered : channels) {
      this.channels.adopt(channel);
      channel.open();
    }
    if (!this.closed) this.options.events.connected();
  }

  /** One picture of the client's camera, with whatever metadata it carries. */
  sendVideo(track: string, frame: VideoFrame): void {
    const data = new Uint8Array(i420Size(frame.width, frame.height));
    frame.writeI420(data);
    const { width, height, captureTimeUs, metadata } = frame;
    this.options.events.video(track, { width, height, data, metadata }, captureTimeUs);
  }

  /** Sends sound of the client's microphone. */
  sendAudio(track: string, sound: AudioSamples): void {
    const { sampleRate, channels } = sound;
    this.options.events.audio(track, { sampleRate, channels, samples: new Int16Array(sound.toInt16()) });
  }

  /** One bundle whose tick has come. */
  show(bundle: MediaBundle): void {
    if (this.onBundle === null || this.closed) return;
    const flows = ([track]: [string, unknown]): boolean => this.flowing.get(track) === true;
    this.onBundle({
      ...bundle,
      video: Object.fromEntries(
        Object.entries(bundle.video)
          .filter(flows)
          .map(([track, picture]) => [track, { ...picture, data: picture.data.slice() }]),
      ),
      audio: Object.fromEntries(Object.entries(bundle.audio).filter(flows)),
    });
  }

  /** Ends the client's connection. */
  lose(cause = 'its connection failed'): void {
    if (this.closed) return;
    void this.close();
    this.options.events.lost(cause);
  }

  addCandidates(candidates: readonly IceCandidate[]): void {
    this.candidates.push(...candidates);
  }

  setFlowing(track: string, flowing: boolean): void {
    if (this.flowing.has(track)) this.flowing.set(track, flowing);
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
    return this.measured;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.channels.end();
    this.offers.close();
  }

  private async negotiate(offer: LoopbackOffer): Promise<{ readonly sdp: string }> {
    try {
      const plans = planOffer(offer.sdp, offer.tracks, this.tracks, this.plans);
      const sdp = await this.answerer(offer, this);
      this.channels.bound(maxMessageSizeOf(offer.sdp));
      this.channels.expect(offersData(offer.sdp));
      this.agree(plans);
      return { sdp };
    } catch (error) {
      throw error instanceof ReactorError
        ? error
        : new ReactorError('negotiation_failed', 'the offer could not be answered; offer again', { cause: error });
    }
  }

  /** Tracks that were there keep flowing or stay paused. */
  private agree(plans: readonly SectionPlan[]): void {
    const outputs = new Set(plans.flatMap(({ send }) => send?.name ?? []));
    for (const track of this.flowing.keys()) if (!outputs.has(track)) this.flowing.delete(track);
    for (const track of outputs) {
      if (!this.flowing.has(track)) this.flowing.set(track, this.options.startFlowing);
    }
    this.plans = plans;
    this.answered++;
  }
}
