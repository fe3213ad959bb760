import type { Track } from '../../../contract/index.js';
import type { WrtcReceivers } from '../../wrtc/wrtc-receivers.js';
import type { Wrtc, WrtcPeerConnection } from '../../wrtc/wrtc.js';
import { innerOffer, withLoopbackAlone } from './inner-offer.js';

/** One decoder of libwebrtc: a peer connection inside this process, to which the fan-out forwards a client's frames. */
export class InputDecoder {
  private readonly pc: WrtcPeerConnection;
  private closed = false;

  constructor(wrtc: Wrtc) {
    this.pc = new wrtc.RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  }

  /** @param connect has the fan-out answer the decoder's offer */
  async open(track: Track, receivers: WrtcReceivers, connect: (offer: string) => Promise<string>): Promise<void> {
    const transceiver = this.pc.addTransceiver(track.kind, { direction: 'recvonly' });
    const offer = await this.pc.createOffer();
    if (this.closed) return;
    await this.pc.setLocalDescription(offer);
    const answer = await connect(innerOffer(offer.sdp));
    if (this.closed) return;
    await this.pc.setRemoteDescription({ type: 'answer', sdp: withLoopbackAlone(answer) });
    if (!this.closed) receivers.receive(track, transceiver.receiver.track);
  }

  close(): void {
    this.closed = true;
    this.pc.close();
  }
}
