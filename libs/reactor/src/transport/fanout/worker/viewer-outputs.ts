import { RungSelector } from '../../webrtc/rung-selector.js';
import type { FanTrack } from './fan-track.js';
import type { FanCodec, HubOutputStats, OutgoingSection } from './messages.js';
import { OutputCounts } from './output-counts.js';
import type { FannedFrame, RungFan } from './rung-fan.js';
import { ViewerTrack } from './viewer-track.js';

/** What the sound of one track takes of a link, in kilobits a second. */
const SOUND_KBPS = 64;

/** The way of a viewer's frames: a peer of the engine, or a stream over a socket. */
export interface OutputsLink {
  /** What it carries, as estimated, in kilobits a second. */
  readonly kbps: number;
  /** What all outputs together could use of it, in kilobits a second. */
  want(kbps: number): void;
  /** @param timestamp RTP timestamp, not wrapped. @returns false where the client takes none yet */
  send(mid: string, codec: FanCodec, frame: FannedFrame, timestamp: number): boolean;
  /** How long the oldest of what is queued for the client has waited, in milliseconds. */
  queuedMs(mid: string): number;
}

interface Outgoing {
  readonly mid: string;
  readonly codec: FanCodec;
  readonly track: FanTrack;
  readonly sent: ViewerTrack;
  readonly selector: RungSelector;
  readonly counts: OutputCounts;
  flowing: boolean;
}

/** What one viewer is sent, on which rung. */
export class ViewerOutputs {
  private readonly outgoing = new Map<string, Outgoing>();
  private wasOpened = false;
  private connected = false;

  /**
   * @param startKbps what the link is taken to carry before it is measured
   * @param trackOf one that is open in this thread
   */
  constructor(
    private readonly link: OutputsLink,
    private readonly startKbps: number,
    private readonly trackOf: (id: number) => FanTrack | undefined,
  ) {}

  /** One that is there already keeps its track and its rung; what is not among them ends. */
  set(sections: readonly OutgoingSection[]): void {
    const mids = new Set(sections.map(({ mid }) => mid));
    for (const [mid, { sent }] of this.outgoing) {
      if (mids.has(mid)) continue;
      sent.stop();
      this.outgoing.delete(mid);
    }
    for (const section of sections) this.add(section);
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

  /** The client has lost pictures. */
  requestKeyframe(mid: string): void {
    const outgoing = this.outgoing.get(mid);
    if (outgoing === undefined) return;
    outgoing.counts.keyframeRequests++;
    outgoing.sent.requestKeyframe();
  }

  /** Moves to the rungs that the link carries. A viewer that cannot be reached is on none. */
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
    this.link.want(Math.round(wanted));
  }

  /** Are frames of this rung sent, or about to be? */
  isOn(fan: RungFan): boolean {
    return [...this.outgoing.values()].some(({ sent }) => sent.rung === fan);
  }

  /** What the link carries for each video track. */
  get videoKbps(): number {
    const flowing = this.flowing;
    const sounds = flowing.filter(({ track }) => track.kind === 'audio').length;
    const pictures = Math.max(1, flowing.length - sounds);
    return Math.max(0, this.link.kbps - sounds * SOUND_KBPS) / pictures;
  }

  /** By mid. */
  get stats(): ReadonlyMap<string, HubOutputStats> {
    return new Map([...this.outgoing].map(([mid, outgoing]) => [mid, statsOf(outgoing)]));
  }

  close(): void {
    for (const { sent } of this.outgoing.values()) sent.stop();
    this.outgoing.clear();
  }

  private get flowing(): readonly Outgoing[] {
    return [...this.outgoing.values()].filter(({ flowing }) => flowing);
  }

  private add({ mid, track: id, codec, flowing }: OutgoingSection): void {
    const track = this.trackOf(id);
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
        const taken = this.link.send(mid, codec, frame, timestamp);
        if (taken) counts.sent();
        return taken;
      },
      queuedMs: () => this.link.queuedMs(mid),
      dropped: (cause) => counts.dropped(cause),
    });
    const selector = new RungSelector(track.rungs, this.startKbps);
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
}

function statsOf({ track, codec, flowing, sent, counts }: Outgoing): HubOutputStats {
  const { rung } = sent;
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
  };
}
