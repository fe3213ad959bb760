import type { IceCandidate } from '../../session/ports/index.js';
import { announcedCandidates, withAnnouncedAddresses } from './announced-addresses.js';
import { withEndOfCandidates } from './sdp.js';
import type { WebRtcOptions } from './webrtc.options.js';
import type { WrtcPeerConnection } from './wrtc.js';

/** The server's own candidates: told one by one as the library finds them, or waited for and put into the answer. */
export class Gathering {
  private trickle = false;
  /** With the ICE credentials that the server has now. */
  private found = 0;
  private patience: NodeJS.Timeout | undefined;

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
   * @param trickle tell each candidate; else the answer has them
   * @param restarts those that were found are of no use any more
   */
  begin(trickle: boolean, restarts: boolean): void {
    this.trickle = trickle;
    if (restarts) this.found = 0;
  }

  /**
   * Waits, at most `gatheringTimeoutMs`, for what the answer is to have; for nothing where candidates trickle.
   *
   * @param restarts the library may not have told yet that it gathers again; then no candidate is there
   */
  complete(restarts: boolean): Promise<void> {
    const done = (): boolean => this.pc.iceGatheringState === 'complete' && (!restarts || this.describesAny());
    if (this.trickle || done()) return Promise.resolve();
    return new Promise((resolve) => {
      this.patience = setTimeout(resolve, this.settings.gatheringTimeoutMs);
      this.pc.onicegatheringstatechange = () => {
        if (!done()) return;
        clearTimeout(this.patience);
        resolve();
      };
    });
  }

  /** The answer as the client is to have it. */
  describe(answer: string): string {
    const announced = withAnnouncedAddresses(answer, this.settings.announcedAddresses);
    return this.trickle ? announced : withEndOfCandidates(announced);
  }

  close(): void {
    clearTimeout(this.patience);
    this.pc.onicegatheringstatechange = null;
    this.pc.onicecandidate = null;
  }

  /** The library announces an end before it has begun, too; on a busy thread that is heard when all has been found. */
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
