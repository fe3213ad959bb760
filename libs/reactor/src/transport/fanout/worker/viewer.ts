import type { Fanout, PeerId, PeerStats } from '@nestjs-reactor/fanout';
import { ChannelOutbox } from './channel-outbox.js';
import type { FanTrack } from './fan-track.js';
import type { FanCodec, HubOutputStats, HubPeerStats, IncomingSection, OutgoingSection } from './messages.js';
import type { FannedFrame, RungFan } from './rung-fan.js';
import { ViewerOutputs } from './viewer-outputs.js';
import { ViewerPath } from './viewer-path.js';
import { RecentLoss } from '../../webrtc/recent-loss.js';
import { SentRate } from '../../webrtc/sent-rate.js';

/** What a viewer has of its thread. */
export interface ViewerParts {
  readonly fanout: Fanout;
  readonly peer: PeerId;
  readonly startKbps: number;
  track(id: number): FanTrack | undefined;
  /** Puts a frame into the engine, for one viewer after another. */
  stage(frame: FannedFrame): void;
  buffered(channel: number, bytes: number): void;
}

/** One client with a peer connection: what it is sent, its link, and its data channels. */
export class Viewer {
  readonly path = new ViewerPath();
  readonly outputs: ViewerOutputs;
  private readonly incoming = new Map<string, number>();
  private readonly outboxes = new Map<number, ChannelOutbox>();
  private estimateKbps: number;
  private newest: PeerStats | undefined;
  private readonly sentRate = new SentRate();
  private readonly loss = new RecentLoss();
  private packets = 0;
  private packetsLost = 0;
  private keyframeRequests = 0;

  constructor(private readonly parts: ViewerParts) {
    const { fanout, peer, startKbps } = parts;
    this.estimateKbps = startKbps;
    const kbps = (): number => this.estimateKbps;
    this.outputs = new ViewerOutputs(
      {
        get kbps() {
          return kbps();
        },
        want: (wanted) => fanout.setDesiredKbps(peer, wanted),
        send: (mid, codec, frame, timestamp) => this.sendFrame(mid, codec, frame, timestamp),
        queuedMs: (mid) => fanout.backlog(peer, mid).ageMs,
      },
      startKbps,
      (id) => parts.track(id),
    );
  }

  get peer(): PeerId {
    return this.parts.peer;
  }

  /** Sections of the newest answer. One that is there already keeps its track and its rung. */
  setSections(outgoing: readonly OutgoingSection[], incoming: readonly IncomingSection[]): void {
    this.incoming.clear();
    for (const { mid, link } of incoming) this.incoming.set(mid, link);
    this.outputs.set(outgoing);
  }

  setFlowing(track: number, flowing: boolean): void {
    this.outputs.setFlowing(track, flowing);
  }

  /** Decoder link of a section that the client sends on. */
  linkOf(mid: string): number | undefined {
    return this.incoming.get(mid);
  }

  requestKeyframe(mid: string): void {
    this.keyframeRequests++;
    this.outputs.requestKeyframe(mid);
  }

  estimated(kbps: number): void {
    this.estimateKbps = kbps;
  }

  counted(stats: PeerStats): void {
    this.newest = stats;
    this.sentRate.note(stats.bytesSent, performance.now());
    this.countLoss(stats);
  }

  /** Moves its tracks to the rungs that its link carries. */
  selectRungs(nowMs: number): void {
    this.outputs.selectRungs(nowMs);
  }

  /** Gets its frames from this rung, or is about to. */
  isOn(fan: RungFan): boolean {
    return this.outputs.isOn(fan);
  }

  /** What its link carries for each video track. */
  get videoKbps(): number {
    return this.outputs.videoKbps;
  }

  send(channel: number, message: string | Uint8Array<ArrayBuffer>): void {
    this.outbox(channel).send(message);
  }

  writable(channel: number): void {
    this.outboxes.get(channel)?.drain();
  }

  closedChannel(channel: number): void {
    this.outboxes.delete(channel);
  }

  /** Reports what its channels have buffered. */
  updateChannels(): void {
    for (const outbox of this.outboxes.values()) outbox.update();
  }

  get stats(): HubPeerStats {
    const { newest, sentRate } = this;
    const streams = newest?.streams.filter(({ direction }) => direction === 'send') ?? [];
    return {
      ...(newest?.rttMs === undefined ? {} : { roundTripTimeMs: newest.rttMs }),
      ...(newest?.estimateBps === undefined ? {} : { estimateKbps: Math.round(newest.estimateBps / 1_000) }),
      ...(this.loss.share === undefined ? {} : { lossShare: this.loss.share }),
      ...(sentRate.kbps === undefined ? {} : { sentKbps: sentRate.kbps }),
      bytesSent: newest?.bytesSent ?? 0,
      packetsLost: streams.reduce((sum, { packetsLost }) => sum + (packetsLost ?? 0), 0),
      keyframeRequests: this.keyframeRequests,
      protocol: this.path.protocol,
      packetsDropped: this.path.packetsDropped,
      outputs: [...this.outputs.stats].map(([mid, output]) => this.withNacks(mid, output)),
    };
  }

  close(): void {
    this.outputs.close();
    this.outboxes.clear();
  }

  /** A client without transport-wide feedback reports the loss of each stream. */
  private countLoss({ lossSent, streams }: PeerStats): void {
    const sent = streams.filter(({ direction }) => direction === 'send');
    const reported = sent.flatMap(({ loss }) => (loss === undefined ? [] : [loss]));
    const share = lossSent ?? (reported.length === 0 ? undefined : Math.max(...reported));
    if (share === undefined) return;
    const packets = sent.reduce((sum, stream) => sum + stream.packets, 0);
    this.packetsLost += share * Math.max(0, packets - this.packets);
    this.packets = packets;
    this.loss.note(packets, this.packetsLost, performance.now());
  }

  private withNacks(mid: string, output: HubOutputStats): HubOutputStats {
    const stream = this.newest?.streams.find((one) => one.mid === mid && one.direction === 'send');
    return stream === undefined ? output : { ...output, nacks: stream.nacks };
  }

  private sendFrame(mid: string, codec: FanCodec, frame: FannedFrame, rtpTimestamp: number): boolean {
    const { fanout } = this.parts;
    this.parts.stage(frame);
    const { atMs: capturedAtMs, audioLevel } = frame;
    return fanout.sendFrame(this.peer, mid, { codec, rtpTimestamp, capturedAtMs, audioLevel });
  }

  private outbox(channel: number): ChannelOutbox {
    const open = this.outboxes.get(channel);
    if (open !== undefined) return open;
    const { fanout, peer } = this.parts;
    const outbox = new ChannelOutbox(fanout, peer, channel, (bytes) => this.parts.buffered(channel, bytes));
    this.outboxes.set(channel, outbox);
    return outbox;
  }
}
