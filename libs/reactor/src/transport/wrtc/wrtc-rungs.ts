import type { Rung } from '../webrtc/ladder.js';
import { RungSelector } from '../webrtc/rung-selector.js';
import { SentRate } from '../webrtc/sent-rate.js';
import type { LinkReading } from './link-reading.js';
import type { SentOutput } from './peer-stats.js';

/** What the sound of one track takes of a link, in kilobits a second. */
const SOUND_KBPS = 64;

/** What the pictures of one peer are sent at. */
export interface WrtcRungsParts {
  readonly ladder: readonly Rung[];
  /** What the link is taken to carry before it is measured. */
  readonly startKbps: number;
  /** Every section's output. */
  outputs(): readonly SentOutput[];
  /** Has a section's encoder do what the rung says, up to a bitrate. */
  set(mid: string, rung: Rung, maxKbps: number): Promise<void>;
}

interface Section {
  readonly selector: RungSelector;
  readonly sent: SentRate;
  /** The rung that its encoder is set to; undefined before it is set to one, and where that failed. */
  set: number | undefined;
}

/** Places on the ladder of what one peer is sent: its encoders are its own, so that each follows its link alone. */
export class WrtcRungs {
  private readonly sections = new Map<string, Section>();

  constructor(private readonly parts: WrtcRungsParts) {}

  /** The rung that a section's pictures are sent at, from now on. */
  rung(mid: string): Rung & { readonly index: number } {
    const { selector } = this.section(mid);
    return { ...this.parts.ladder[selector.rung]!, index: selector.rung };
  }

  /** Its encoder is new. */
  apply(mid: string): Promise<void> {
    return this.set(mid, this.section(mid));
  }

  keep(mids: ReadonlySet<string>): void {
    for (const mid of this.sections.keys()) if (!mids.has(mid)) this.sections.delete(mid);
  }

  /** Moves what flows to the rungs that the link carries. @param nowMs on any clock that does not go back */
  async follow({ estimateKbps, bytesSent }: LinkReading, nowMs: number): Promise<void> {
    if (estimateKbps === undefined) return;
    const flowing = this.parts.outputs().filter((output) => output.flowing);
    const pictures = flowing.filter(({ kind }) => kind === 'video');
    const share = Math.max(0, estimateKbps - (flowing.length - pictures.length) * SOUND_KBPS) / pictures.length;
    await Promise.all(
      pictures.map(async ({ mid }) => {
        const section = this.section(mid);
        const bytes = bytesSent.get(mid);
        if (bytes !== undefined) section.sent.note(bytes, nowMs);
        section.selector.update(share, true, nowMs, section.sent.kbps);
        if (section.selector.rung !== section.set) await this.set(mid, section);
      }),
    );
  }

  private section(mid: string): Section {
    const known = this.sections.get(mid);
    if (known !== undefined) return known;
    const { ladder, startKbps } = this.parts;
    const section = { selector: new RungSelector(ladder, startKbps), sent: new SentRate(), set: undefined };
    this.sections.set(mid, section);
    return section;
  }

  /**
   * libwebrtc estimates no link beyond one and a half times what it sends: below the best rung an encoder may spend what it
   * takes to see that the link carries the one above.
   */
  private async set(mid: string, section: Section): Promise<void> {
    const { ladder } = this.parts;
    const { rung: index, wantedKbps } = section.selector;
    const rung = ladder[index]!;
    section.set = index;
    try {
      await this.parts.set(mid, rung, index === 0 ? rung.maxKbps : Math.max(rung.maxKbps, wantedKbps));
    } catch (error) {
      section.set = undefined;
      throw error;
    }
  }
}
