import type { CandidateEntry } from '@nestjs-reactor/protocol';
import type { MediaSample } from '../media/media-figures.js';
import type { LinkOffer, MediaLink, TrackInfo } from '../media/media-link.js';

/** Media that connect when the test says so. */
export class FakeLink implements MediaLink {
  readonly received = new Map<string, MediaStreamTrack>();
  readonly connected: Promise<void>;
  readonly lost: Promise<Error>;
  readonly candidates: (CandidateEntry | null)[] = [];
  readonly sending = new Map<string, MediaStreamTrack | null>();
  answer: string | undefined;
  restarts = 0;
  onInterrupted: (() => void) | null = null;
  closed = false;
  connect!: () => void;
  lose!: (error: Error) => void;
  fail!: (error: Error) => void;

  constructor(
    readonly iceServers: readonly RTCIceServer[],
    private readonly tracks: readonly TrackInfo[],
  ) {
    this.connected = new Promise((resolve, reject) => {
      this.connect = resolve;
      this.fail = reject;
    });
    this.connected.catch(() => undefined);
    this.lost = new Promise((resolve) => {
      this.lose = resolve;
    });
  }

  async offer(onCandidate: (candidate: CandidateEntry | null) => void): Promise<LinkOffer> {
    onCandidate(null);
    return this.describe();
  }

  async restart(): Promise<LinkOffer> {
    this.restarts++;
    this.answer = undefined;
    return this.describe();
  }

  async accept(answerSdp: string): Promise<void> {
    this.answer = answerSdp;
  }

  addCandidate(candidate: CandidateEntry | null): void {
    this.candidates.push(candidate);
  }

  async send(track: string, media: MediaStreamTrack | null): Promise<void> {
    this.sending.set(track, media);
  }

  async sample(): Promise<MediaSample> {
    return { atMs: 0, bytes: 0, packetsReceived: 0, packetsLost: 0, video: new Map() };
  }

  levels(): (number | undefined)[] {
    return [];
  }

  close(): void {
    this.closed = true;
  }

  private describe(): LinkOffer {
    return { sdp: 'v=0', track_mapping: this.tracks.map((track, i) => ({ ...track, mid: String(i) })) };
  }
}
