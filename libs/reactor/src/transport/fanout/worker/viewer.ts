import type { Fanout, PeerId, PeerStats } from '@nestjs-reactor/fanout';
import { ChannelOutbox } from './channel-outbox.js';
import type { FanTrack } from './fan-track.js';
import type { FanCodec, HubOutputStats, HubPeerStats, IncomingSection, OutgoingSection } from './messages.js';
import { OutputCounts } from './output-counts.js';
import type { FannedFrame, RungFan } from './rung-fan.js';
import { ViewerPath } from './viewer-path.js';
import { RungSelector } from '../../webrtc/rung-selector.js';
import { RecentLoss } from '../../webrtc/recent-loss.js';
import { SentRate } from '../../webrtc/sent-rate.js';
import { ViewerTrack } from './viewer-track.js';

/** What the sound of one track takes of a link, in kilobits a second. */
const SOUND_KBPS = 64;

interface Outgoing {
  readonly mid: string;
  readonly codec: FanCodec;
  readonly track: FanTrack;
  readonly sent: ViewerTrack;
  readonly selector: RungSelector;
  readonly counts: OutputCounts;
  flowing: boolean;
}

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

/** One client: what it is sent, on which rung, and its data channels. */
export class Viewer {
  readonly path = new ViewerPath();
  private readonly outgoing = new Map<string, Outgoing>();
  private readonly incoming = new Map<string, number>();
  private readonly outboxes = new Map<number, ChannelOutbox>();
  private wasOpened = false;
  private connected = false;
  private estimateKbps: number;
  private newest: PeerStats | undefined;
  private readonly sentRate = new SentRate();
  private readonly loss = new RecentLoss();
  private packets = 0;
  private packetsLost = 0;
  private keyframeRequests = 0;

  constructor(private readonly parts: ViewerParts) {
    this.estimateKbps = parts.startKbps;
  }

  get peer(): PeerId {
    return this.parts.peer;
  }

  /** Sections of the newest answer. One that is there already keeps its track and its rung. */
  setSections(outgoing: readonly OutgoingSection[], incoming: readonly IncomingSection[]): void {
    const mids = new Set(outgoing.map(({ mid }) => mid));
    for (const [mid, { sent }] of this.outgoing) {
      if (mids.has(mid)) continue;
      sent.stop();
      this.outgoing.delete(mid);
    }
    for (const section of outgoing) this.addSection(section);
    this.incoming.clear();
    for (const { mid, link } of incoming) this.incoming.set(mid, link);
    this.update();
  }

  setFlowing(track: number, flowing: boolean): void {
    for (const outgoing of this.outgoing.values()) if (outgoing.track.id === track) outgoing.flowing = flowing;
    this.update();
  }

  /** Media may be sent. */
  opened(): void {
    this.wasOpened = true;
    this.setReachable(true);
  }

  /** Nothing comes from the client any more, or again: it is sent nothing meanwhile, and its link decides nothing. */
  setReachable(reachable: boolean): void {
    if (!this.wasOpened || this.connected === reachable) return;
    this.connected = reachable;
    this.update();
  }

  /** Decoder link of a section that the client sends on. */
  linkOf(mid: string): number | undefined {
    return this.incoming.get(mid);
  }

  requestKeyframe(mid: string): void {
    this.keyframeRequests++;
    const outgoing = this.outgoing.get(mid);
    if (outgoing === undefined) return;
    outgoing.counts.keyframeRequests++;
    outgoing.sent.requestKeyframe();
  }

  estimated(kbps: number): void {
    this.estimateKbps = kbps;
  }

  counted(stats: PeerStats): void {
    this.newest = stats;
    this.sentRate.note(stats.bytesSent, performance.now());
    this.countLoss(stats);
  }

  /** Moves its tracks to the rungs that its link carries. One that cannot be reached is on none. */
  selectRungs(nowMs: number): void {
    if (!this.connected) return;
    const share = this.videoKbps;
    let wanted = 0;
    for (const outgoing of this.flowing) {
      if (outgoing.track.kind === 'audio') {
        wanted += SOUND_KBPS;
        continue;
      }
      const { sent, selector, track, codec } = outgoing;
      const alone = (sent.rung?.size ?? 0) <= 1;
      const index = selector.update(share, alone, nowMs, sent.source?.spentKbps);
      sent.moveTo(track.fan(codec, index));
      wanted += selector.wantedKbps;
    }
    // With nothing to send nothing is probed for: a paused track takes no bandwidth.
    this.parts.fanout.setDesiredKbps(this.peer, Math.round(wanted));
  }

  /** Gets its frames from this rung, or is about to. */
  isOn(fan: RungFan): boolean {
    return [...this.outgoing.values()].some(({ sent }) => sent.rung === fan);
  }

  /** What its link carries for each video track. */
  get videoKbps(): number {
    const flowing = this.flowing;
    const sounds = flowing.filter(({ track }) => track.kind === 'audio').length;
    const pictures = Math.max(1, flowing.length - sounds);
    return Math.max(0, this.estimateKbps - sounds * SOUND_KBPS) / pictures;
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
      outputs: [...this.outgoing.values()].map((outgoing) => this.outputStats(outgoing)),
    };
  }

  close(): void {
    for (const { sent } of this.outgoing.values()) sent.stop();
    this.outgoing.clear();
    this.outboxes.clear();
  }

  private get flowing(): readonly Outgoing[] {
    return [...this.outgoing.values()].filter(({ flowing }) => flowing);
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

  private outputStats({ mid, track, codec, flowing, sent, counts }: Outgoing): HubOutputStats {
    const { rung } = sent;
    const stream = this.newest?.streams.find((one) => one.mid === mid && one.direction === 'send');
    return {
      track: track.id,
      codec,
      flowing,
      ...(rung === undefined ? {} : { rung: { ...rung.rung, index: rung.name.index } }),
      ...(rung?.kbps === undefined ? {} : { encoderKbps: rung.kbps }),
      framesSent: counts.framesSent,
      ...(counts.framesPerSecond === undefined ? {} : { framesPerSecond: counts.framesPerSecond }),
      framesDropped: { ...counts.framesDropped },
      keyframeRequests: counts.keyframeRequests,
      ...(stream === undefined ? {} : { nacks: stream.nacks }),
    };
  }

  private addSection({ mid, track: id, codec, flowing }: OutgoingSection): void {
    const track = this.parts.track(id);
    if (track === undefined) return;
    const before = this.outgoing.get(mid);
    if (before !== undefined) {
      if (before.track === track && before.codec === codec) {
        before.flowing = flowing;
        return;
      }
      before.sent.stop();
    }
    const counts = new OutputCounts();
    const sent = new ViewerTrack({
      send: (frame, timestamp) => {
        const taken = this.sendFrame(mid, codec, frame, timestamp);
        if (taken) counts.sent();
        return taken;
      },
      queuedMs: () => this.parts.fanout.backlog(this.peer, mid).ageMs,
      dropped: (cause) => counts.dropped(cause),
    });
    const selector = new RungSelector(track.rungs, this.parts.startKbps);
    this.outgoing.set(mid, { mid, codec, track, sent, selector, counts, flowing });
  }

  private update(): void {
    for (const { sent, flowing, track, codec, selector, counts } of this.outgoing.values()) {
      if (!flowing || !this.connected) {
        sent.stop();
        counts.paused();
        if (flowing) track.fan(codec, selector.rung).prepare();
      } else if (sent.rung === undefined) sent.moveTo(track.fan(codec, selector.rung));
    }
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
