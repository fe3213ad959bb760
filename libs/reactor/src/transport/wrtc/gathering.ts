import type { IceCandidate } from '../../session/ports/index.js';
import { announcedCandidates, withAnnouncedAddresses } from '../webrtc/announced-addresses.js';
import { withEndOfCandidates } from '../webrtc/sdp.js';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import type { WrtcPeerConnection } from './wrtc.js';

/** The server's own candidates: emitted one by one as the library finds them, or collected into the answer. */
export class Gathering {
  private trickle = false;
  /** With the ICE credentials that the server has now. */
  private found = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly pc: WrtcPeerConnection,
    private readonly settings: Pick<WebRtcOptions, 'announcedAddresses' | 'gatheringTimeoutMs'>,
    private readonly tell: (candidate: IceCandidate | null) => void,
  ) {
    pc.onicecandidate = ({ candidate }) => {
      if (candidate !== null) this.found++;
      else if (!this.foundAll()) return;
      if (this.trickle) this.tellOf(toIceCandidate(candidate));
    };
  }

  /**
   * An offer is taken.
   *
   * @param trickle emit each candidate; else the answer has them
   * @param restarts candidates found so far are no longer valid
   */
  begin(trickle: boolean, restarts: boolean): void {
    this.trickle = trickle;
    if (restarts) this.found = 0;
  }

  /**
   * Waits, at most `gatheringTimeoutMs`, for what the answer is to have; for nothing where candidates trickle.
   *
   * @param restarts the library may not have reported yet that it gathers again; then there is no candidate
   */
  complete(restarts: boolean): Promise<void> {
    const done = (): boolean => this.pc.iceGatheringState === 'complete' && (!restarts || this.describesAny());
    if (this.trickle || done()) return Promise.resolve();
    return new Promise((resolve) => {
      this.timer = setTimeout(resolve, this.settings.gatheringTimeoutMs);
      this.pc.onicegatheringstatechange = () => {
        if (!done()) return;
        clearTimeout(this.timer);
        resolve();
      };
    });
  }

  /** The answer to send to the client. */
  describe(answer: string): string {
    const announced = withAnnouncedAddresses(answer, this.settings.announcedAddresses);
    return this.trickle ? announced : withEndOfCandidates(announced);
  }

  close(): void {
    clearTimeout(this.timer);
    this.pc.onicegatheringstatechange = null;
    this.pc.onicecandidate = null;
  }

  /**
   * The library also announces an end before it starts; on a busy thread that event arrives when gathering is complete.
   */
  private foundAll(): boolean {
    return this.pc.iceGatheringState === 'complete' && (this.found > 0 || !this.describesAny());
  }

  private describesAny(): boolean {
    return /^a=candidate:/m.test(this.pc.localDescription?.sdp ?? '');
  }

  private tellOf(own: IceCandidate | null): void {
    this.tell(own);
    if (own === null) return;
    for (const candidate of announcedCandidates(own.candidate, this.settings.announcedAddresses)) {
      this.tell({ ...own, candidate });
    }
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
