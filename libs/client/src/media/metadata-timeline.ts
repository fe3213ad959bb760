import type { FrameMetadata } from '@nestjs-reactor/protocol';

/** What the model attached to a frame that is on the screen. */
export interface ShownMetadata {
  readonly track: string;
  /** Number of the frame, as in the reply to a command. */
  readonly frame: number;
  readonly turn: number;
  /** Of the frame, as `requestVideoFrameCallback` reports it. */
  readonly rtpTimestamp: number;
  /** An object that the model attached. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Bytes that it attached. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

/** Records that wait for their frame, and frames that wait for their record, of each track: some seconds of a fast model. */
const MAX_KEPT = 300;

interface Track {
  readonly waiting: Map<number, FrameMetadata>;
  /** RTP timestamps of the frames displayed last. */
  readonly displayed: Set<number>;
}

/**
 * Joins metadata with the frames on the screen, by their RTP timestamp: whichever comes first waits for the other. Metadata of
 * a frame that is never displayed is not reported.
 */
export class MetadataTimeline {
  private readonly tracks = new Map<string, Track>();

  constructor(private readonly report: (shown: ShownMetadata) => void) {}

  record(metadata: FrameMetadata): void {
    const { waiting, displayed } = this.track(metadata.track);
    if (displayed.has(metadata.rtp_timestamp)) return this.report(toShown(metadata));
    waiting.set(metadata.rtp_timestamp, metadata);
    keepNewest(waiting);
  }

  displayed(track: string, rtpTimestamp: number): void {
    const { waiting, displayed } = this.track(track);
    displayed.add(rtpTimestamp);
    keepNewest(displayed);
    const metadata = waiting.get(rtpTimestamp);
    // Frames are displayed in their order: what is older than this one was left out.
    for (const timestamp of waiting.keys()) if (((timestamp - rtpTimestamp) | 0) <= 0) waiting.delete(timestamp);
    if (metadata !== undefined) this.report(toShown(metadata));
  }

  private track(name: string): Track {
    const known = this.tracks.get(name) ?? { waiting: new Map(), displayed: new Set() };
    this.tracks.set(name, known);
    return known;
  }
}

function keepNewest(kept: { readonly size: number; keys(): Iterator<number>; delete(key: number): boolean }): void {
  const oldest = kept.keys().next();
  if (kept.size > MAX_KEPT && oldest.done !== true) kept.delete(oldest.value);
}

function toShown({ track, frame, turn, rtp_timestamp, data, bytes }: FrameMetadata): ShownMetadata {
  return {
    track,
    frame,
    turn,
    rtpTimestamp: rtp_timestamp,
    ...(data === undefined ? {} : { data }),
    ...(bytes === undefined ? {} : { bytes: Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)) }),
  };
}
