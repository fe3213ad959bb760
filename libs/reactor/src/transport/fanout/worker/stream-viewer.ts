import { encodeStreamFrame, type StreamFeedback } from '@nestjs-reactor/protocol/stream';
import { SentRate } from '../../webrtc/sent-rate.js';
import type { FanTrack } from './fan-track.js';
import type { HubPeerStats, StreamSection } from './messages.js';
import type { FannedFrame, RungFan } from './rung-fan.js';
import { StreamLink } from './stream-link.js';
import { ViewerOutputs } from './viewer-outputs.js';

/** What a stream has of its thread. */
export interface StreamViewerParts {
  readonly startKbps: number;
  readonly sections: readonly StreamSection[];
  track(id: number): FanTrack | undefined;
  /** One frame, as the client gets it; the buffer is the receiver's. */
  post(message: Uint8Array<ArrayBuffer>): void;
  /** The clock of `sharedNowMs`. */
  readonly now: () => number;
}

/** A client that is sent frames as they are encoded, over a socket of the server's thread. */
export class StreamViewer {
  private readonly outputs: ViewerOutputs;
  private readonly link: StreamLink;
  private readonly sequences = new Map<number, number>();
  private readonly sentRate = new SentRate();
  private bytesSent = 0;
  private keyframeRequests = 0;

  constructor(private readonly parts: StreamViewerParts) {
    const { startKbps, sections, now } = parts;
    this.link = new StreamLink(startKbps, now);
    const { link } = this;
    this.outputs = new ViewerOutputs(
      {
        get kbps() {
          return link.kbps;
        },
        want: (kbps) => link.want(kbps),
        send: (mid, _codec, frame, timestamp) => this.send(Number(mid), frame, timestamp),
        queuedMs: (mid) => link.queuedMs(Number(mid)),
      },
      startKbps,
      (id) => parts.track(id),
    );
    this.outputs.set(sections.map(({ id, track, codec }) => ({ mid: String(id), track, codec, flowing: true })));
    this.outputs.opened();
  }

  setFlowing(track: number, flowing: boolean): void {
    this.outputs.setFlowing(track, flowing);
  }

  /** @returns false for a frame that was never sent */
  hear({ kind, track, sequence }: StreamFeedback): boolean {
    if (kind === 'decoded') return this.link.decoded(track, sequence);
    if (!this.sequences.has(track)) return false;
    this.keyframeRequests++;
    this.outputs.requestKeyframe(String(track));
    return true;
  }

  /** An empty message went to the client and back. */
  measured(roundTripMs: number): void {
    this.link.measured(roundTripMs);
  }

  selectRungs(nowMs: number): void {
    this.link.check();
    this.outputs.selectRungs(nowMs);
  }

  isOn(fan: RungFan): boolean {
    return this.outputs.isOn(fan);
  }

  /** What its link carries for each video track. */
  get videoKbps(): number {
    return this.outputs.videoKbps;
  }

  get stats(): HubPeerStats {
    const { roundTripMs, kbps } = this.link;
    this.sentRate.note(this.bytesSent, this.parts.now());
    return {
      ...(roundTripMs === undefined ? {} : { roundTripTimeMs: roundTripMs }),
      estimateKbps: Math.round(kbps),
      ...(this.sentRate.kbps === undefined ? {} : { sentKbps: this.sentRate.kbps }),
      bytesSent: this.bytesSent,
      packetsLost: 0,
      keyframeRequests: this.keyframeRequests,
      protocol: 'websocket',
      packetsDropped: 0,
      outputs: [...this.outputs.stats.values()],
    };
  }

  close(): void {
    this.outputs.close();
  }

  private send(track: number, { keyframe, data }: FannedFrame, timestamp: number): boolean {
    const sequence = (this.sequences.get(track) ?? 0) + 1;
    this.sequences.set(track, sequence);
    const message = encodeStreamFrame({ track, keyframe, sequence, rtpTimestamp: timestamp % 2 ** 32, data });
    this.bytesSent += message.byteLength;
    this.link.sent(track, sequence, message.byteLength);
    this.parts.post(message);
    return true;
  }
}
