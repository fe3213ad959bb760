import type { SentOutput } from './peer-stats.js';
import { mendSendParameters } from './send-parameters.js';
import type { Rung } from '../webrtc/ladder.js';
import { ssrcOf } from '../webrtc/sdp.js';
import type { WrtcSources } from './wrtc-sources.js';
import type { WrtcSender, WrtcTrack } from './wrtc.js';

interface Outgoing {
  readonly name: string;
  readonly sender: WrtcSender;
  track: WrtcTrack;
  /** Of the track's source. */
  maxFramerate: number | undefined;
  flowing: boolean;
}

/** What one peer connection sends: for each section a track of its own of one of the model's outputs, flowing or paused. */
export class WrtcSenders {
  /** By mid. */
  private readonly outgoing = new Map<string, Outgoing>();

  constructor(private readonly sources: WrtcSources) {}

  /** Outputs that flow. */
  get flowing(): ReadonlySet<string> {
    return new Set([...this.outgoing.values()].filter(({ flowing }) => flowing).map(({ name }) => name));
  }

  /** Every section's output, in the order in which they were added. */
  get outputs(): readonly SentOutput[] {
    return [...this.outgoing].map(([mid, { name, track, flowing }]) => ({ mid, name, kind: track.kind, flowing }));
  }

  /**
   * Until `settle` the section carries its track even where it is not to flow: the answer needs its identifiers.
   * A section that carries its track already keeps it.
   * @param flowing unless the output is on another section already, whose state it takes over
   * @param maxFramerate pictures a second; absent: all
   */
  async attach(mid: string, name: string, sender: WrtcSender, flowing: boolean, maxFramerate?: number): Promise<void> {
    if (this.outgoing.has(mid)) return;
    const track = this.sources.track(name, maxFramerate);
    if (track === undefined) return;
    const [elsewhere] = this.named(name);
    this.outgoing.set(mid, { name, sender, track, maxFramerate, flowing: elsewhere?.flowing ?? flowing });
    await sender.replaceTrack(track);
  }

  /** Releases every other section's track. */
  keep(mids: ReadonlySet<string>): void {
    for (const [mid, { track }] of this.outgoing) {
      if (mids.has(mid)) continue;
      this.outgoing.delete(mid);
      this.sources.drop(track);
    }
  }

  async settle(): Promise<void> {
    for (const { sender, flowing } of this.outgoing.values()) if (!flowing) await sender.replaceTrack(null);
  }

  /**
   * Without a track the sender stops at once; with one it starts with a keyframe. Neither needs a new offer.
   * @returns settles when it is done; undefined where nothing changes
   */
  switch(name: string, flowing: boolean): Promise<unknown> | undefined {
    const changing = this.named(name).filter((outgoing) => outgoing.flowing !== flowing);
    if (changing.length === 0) return undefined;
    return Promise.all(
      changing.map(async (outgoing) => {
        outgoing.flowing = flowing;
        await outgoing.sender.replaceTrack(flowing ? outgoing.track : null);
      }),
    );
  }

  /**
   * Encodes a section's pictures from now on as a rung says.
   * @param maxKbps greatest bitrate
   * @param sdp our own answer, where the section's synchronisation source stands
   */
  async setRung(mid: string, { scale, maxFramerate }: Rung, maxKbps: number, sdp: string): Promise<void> {
    const outgoing = this.outgoing.get(mid);
    if (outgoing === undefined) return;
    const { sender } = outgoing;
    const parameters = mendSendParameters(sender.getParameters(), ssrcOf(sdp, mid));
    for (const encoding of parameters.encodings) {
      encoding.maxBitrate = Math.round(maxKbps * 1000);
      encoding.scaleResolutionDownBy = scale;
    }
    await sender.setParameters(parameters);
    if (this.outgoing.get(mid) === outgoing && outgoing.maxFramerate !== maxFramerate) {
      await this.setFramerate(outgoing, maxFramerate);
    }
  }

  close(): void {
    this.keep(new Set());
  }

  /** The library ignores the rate of an encoding: its pictures come from another source. */
  private async setFramerate(outgoing: Outgoing, maxFramerate: number | undefined): Promise<void> {
    const track = this.sources.track(outgoing.name, maxFramerate);
    if (track === undefined) return;
    const before = outgoing.track;
    outgoing.track = track;
    outgoing.maxFramerate = maxFramerate;
    if (outgoing.flowing) await outgoing.sender.replaceTrack(track);
    this.sources.drop(before);
  }

  private named(wanted: string): Outgoing[] {
    return [...this.outgoing.values()].filter(({ name }) => name === wanted);
  }
}
