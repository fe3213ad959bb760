import type { CandidateEntry } from '@nestjs-reactor/protocol';
import { ClientError } from '../client-error.js';
import { type MediaSample, readSample } from './media-figures.js';
import type { LinkOffer, MediaLink, TrackInfo } from './media-link.js';

/** From the answer until a path must be open. */
const CONNECT_TIMEOUT_MS = 15_000;

/** An interrupted path may recover by itself, or the server may answer a restart; after this it counts as lost. */
const INTERRUPTED_MS = 10_000;

/** A media link over the browser's own peer connection. */
export class RtcMediaLink implements MediaLink {
  readonly received = new Map<string, MediaStreamTrack>();
  readonly connected: Promise<void>;
  readonly lost: Promise<ClientError>;
  onInterrupted: (() => void) | null = null;

  private readonly pc: RTCPeerConnection;
  private readonly transceivers = new Map<string, RTCRtpTransceiver>();
  private early: RTCIceCandidateInit[] | undefined = [];
  private fail!: () => void;
  private deadline: ReturnType<typeof setTimeout> | undefined;
  /** A restart was offered and is not answered. */
  private restarting = false;

  constructor(
    iceServers: RTCIceServer[],
    private readonly tracks: readonly TrackInfo[],
  ) {
    this.pc = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' });
    for (const track of tracks) this.add(track);
    this.lost = new Promise((resolve) => {
      this.fail = () => resolve(ClientError.own('ice_failed', 'no path for media is open'));
    });
    this.connected = new Promise((resolve, reject) => {
      this.pc.onconnectionstatechange = () => this.follow(resolve);
      void this.lost.then(reject);
    });
    // It may have no waiter yet, or none any more.
    this.connected.catch(() => undefined);
  }

  async offer(onCandidate: (candidate: CandidateEntry | null) => void): Promise<LinkOffer> {
    this.pc.onicecandidate = ({ candidate }) => onCandidate(candidate === null ? null : toEntry(candidate));
    return await this.describe();
  }

  async restart(): Promise<LinkOffer> {
    this.restarting = true;
    // The server's candidates may arrive before its answer again.
    this.early = [];
    this.pc.restartIce();
    return await this.describe();
  }

  async accept(answerSdp: string): Promise<void> {
    this.restarting = false;
    await this.pc.setRemoteDescription({ type: 'answer', sdp: answerSdp });
    const early = this.early ?? [];
    this.early = undefined;
    for (const candidate of early) this.take(candidate);
    if (this.pc.connectionState !== 'connected') this.giveUpAfter(CONNECT_TIMEOUT_MS);
  }

  addCandidate(candidate: CandidateEntry | null): void {
    if (candidate === null) return;
    const init = {
      candidate: candidate.candidate,
      sdpMid: candidate.sdp_mid ?? null,
      sdpMLineIndex: candidate.sdp_mline_index ?? null,
    };
    if (this.early === undefined) this.take(init);
    else this.early.push(init);
  }

  async send(track: string, media: MediaStreamTrack | null): Promise<void> {
    await this.transceivers.get(track)?.sender.replaceTrack(media);
  }

  async sample(): Promise<MediaSample> {
    const names = new Map([...this.transceivers].map(([name, { mid }]) => [mid ?? '', name]));
    const report = await this.pc.getStats();
    return readSample(report.values() as Iterable<Record<string, unknown>>, names, performance.now());
  }

  /**
   * From the packets themselves: what the browser measures of its output is silence while its elements are muted. A
   * sender is only listed while its packets arrive.
   */
  levels(): (number | undefined)[] {
    return [...this.transceivers.values()]
      .filter(({ direction, receiver }) => direction === 'recvonly' && receiver.track.kind === 'audio')
      .flatMap(({ receiver }) => receiver.getSynchronizationSources())
      .map(({ audioLevel }) => audioLevel ?? undefined);
  }

  close(): void {
    clearTimeout(this.deadline);
    this.pc.close();
  }

  private async describe(): Promise<LinkOffer> {
    await this.pc.setLocalDescription();
    return {
      sdp: this.pc.localDescription!.sdp,
      track_mapping: this.tracks.map(({ name, kind, direction }) => ({
        mid: this.transceivers.get(name)!.mid!,
        name,
        kind,
        direction,
      })),
    };
  }

  private add({ name, kind, direction }: TrackInfo): void {
    const transceiver = this.pc.addTransceiver(kind, { direction });
    this.transceivers.set(name, transceiver);
    if (direction !== 'recvonly') return;
    this.received.set(name, transceiver.receiver.track);
    // What the person does should show at once: low latency matters more here than an even pace.
    if ('jitterBufferTarget' in transceiver.receiver) transceiver.receiver.jitterBufferTarget = 0;
  }

  private take(candidate: RTCIceCandidateInit): void {
    // One that cannot be read does not spoil the others.
    this.pc.addIceCandidate(candidate).catch(() => undefined);
  }

  private follow(onConnected: () => void): void {
    const { connectionState } = this.pc;
    // Events of the old path during a restart are ignored, unless it recovers.
    if (connectionState === 'connecting' || (this.restarting && connectionState !== 'connected')) return;
    clearTimeout(this.deadline);
    if (connectionState === 'connected') onConnected();
    if (connectionState === 'failed') this.fail();
    if (connectionState !== 'disconnected') return;
    this.giveUpAfter(INTERRUPTED_MS);
    this.onInterrupted?.();
  }

  private giveUpAfter(ms: number): void {
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.fail(), ms);
  }
}

function toEntry({ candidate, sdpMid, sdpMLineIndex }: RTCIceCandidate): CandidateEntry {
  return {
    candidate,
    ...(sdpMid === null ? {} : { sdp_mid: sdpMid }),
    ...(sdpMLineIndex === null ? {} : { sdp_mline_index: sdpMLineIndex }),
  };
}
