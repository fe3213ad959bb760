import { ReactorError } from '../../../errors/index.js';
import type { RunningEncoder } from '../../../session/ports/index.js';
import { ssrcOf } from '../../webrtc/sdp.js';
import { mendSendParameters } from '../../wrtc/send-parameters.js';
import type { WrtcSources } from '../../wrtc/wrtc-sources.js';
import type { Wrtc, WrtcPeerConnection, WrtcTrack, WrtcTransceiver } from '../../wrtc/wrtc.js';
import type { Rung } from '../../webrtc/ladder.js';
import type { FanCodec } from '../worker/messages.js';
import { innerOffer, withLoopbackAlone, withStartKbps, withStereo } from './inner-offer.js';
import type { RungEncoder } from './rung-encoder.js';

/** What an encoder encodes, and how it reaches the fan-out. */
export interface WrtcEncoderParts {
  readonly wrtc: Wrtc;
  readonly sources: WrtcSources;
  /** Name of the output. */
  readonly track: string;
  readonly codec: FanCodec;
  readonly rung: Rung;
  readonly startKbps: number;
  /** Of sound: both channels, where the source has two. */
  readonly stereo: boolean;
  /** Has the fan-out answer the encoder's offer. */
  connect(offer: string): Promise<string>;
}

/** One encoder of libwebrtc: a peer connection inside this process, whose frames the fan-out sends to everybody. */
export class WrtcEncoder implements RungEncoder {
  private readonly pc: WrtcPeerConnection;
  private track: WrtcTrack | undefined;
  private transceiver: WrtcTransceiver | undefined;
  private kbps: number;
  private changing: Promise<void>;
  private closed = false;

  constructor(private readonly parts: WrtcEncoderParts) {
    this.pc = new parts.wrtc.RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    this.kbps = Math.min(parts.rung.maxKbps, parts.startKbps);
    this.changing = this.open();
  }

  get running(): RunningEncoder {
    const { track, codec, rung } = this.parts;
    return { track, kind: codec === 'opus' ? 'audio' : 'video', codec, scale: rung.scale };
  }

  get opened(): Promise<void> {
    return this.changing;
  }

  setKbps(kbps: number): void {
    if (this.parts.codec === 'opus' || kbps === this.kbps) return;
    this.kbps = kbps;
    this.changing = this.changing.then(() => this.apply(kbps)).catch(() => undefined);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.pc.close();
    if (this.track !== undefined) this.parts.sources.drop(this.track);
  }

  private async open(): Promise<void> {
    const { sources, track, codec, rung, stereo } = this.parts;
    this.track = sources.track(track, rung.maxFramerate);
    if (this.track === undefined) throw new ReactorError('internal_error', `the output ${track} has no source`);
    this.transceiver = this.pc.addTransceiver(this.track, {
      direction: 'sendonly',
      sendEncodings: [codec === 'opus' ? {} : { maxBitrate: this.kbps * 1_000, scaleResolutionDownBy: rung.scale }],
    });
    const offer = await this.pc.createOffer();
    if (this.closed) return;
    await this.pc.setLocalDescription(offer);
    // The engine answers checks and needs no candidates, so that there is nothing to wait for.
    const answer = await this.parts.connect(innerOffer(offer.sdp, [codec]));
    if (this.closed) return;
    const own = withLoopbackAlone(withStartKbps(answer, this.kbps));
    await this.pc.setRemoteDescription({ type: 'answer', sdp: stereo ? withStereo(own) : own });
  }

  private async apply(kbps: number): Promise<void> {
    const { sender, mid } = this.transceiver ?? {};
    const local = this.pc.localDescription?.sdp;
    if (this.closed || kbps !== this.kbps || sender === undefined || typeof mid !== 'string' || local === undefined)
      return;
    const parameters = mendSendParameters(sender.getParameters(), ssrcOf(local, mid));
    for (const encoding of parameters.encodings) encoding.maxBitrate = kbps * 1_000;
    await sender.setParameters(parameters);
  }
}
