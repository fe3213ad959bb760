import type { SentOutput } from './peer-stats.js';
import { mendSendParameters } from './send-parameters.js';
import { ssrcOf } from '../webrtc/sdp.js';
import type { WrtcSources } from './wrtc-sources.js';
import type { WrtcSender, WrtcTrack } from './wrtc.js';

interface Outgoing {
  readonly name: string;
  readonly sender: WrtcSender;
  readonly track: WrtcTrack;
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
   */
  async attach(mid: string, name: string, sender: WrtcSender, flowing: boolean): Promise<void> {
    if (this.outgoing.has(mid)) return;
    const track = this.sources.track(name);
    if (track === undefined) return;
    const [elsewhere] = this.named(name);
    this.outgoing.set(mid, { name, sender, track, flowing: elsewhere?.flowing ?? flowing });
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

  /** @param sdp our own answer, where the section's synchronisation source stands */
  async limit(mid: string, maxKbps: number, sdp: string): Promise<void> {
    const { sender } = this.outgoing.get(mid) ?? {};
    if (sender === undefined) return;
    const parameters = mendSendParameters(sender.getParameters(), ssrcOf(sdp, mid));
    for (const encoding of parameters.encodings) encoding.maxBitrate = maxKbps * 1000;
    await sender.setParameters(parameters);
  }

  close(): void {
    this.keep(new Set());
  }

  private named(wanted: string): Outgoing[] {
    return [...this.outgoing.values()].filter(({ name }) => name === wanted);
  }
}
