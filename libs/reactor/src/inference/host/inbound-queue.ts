import type { InputDrop } from '../../session/lifecycle/measurement.js';

/** Bytes of one picture or block of sound: one buffer, or two with its metadata. */
type Parts = readonly Uint8Array<ArrayBuffer>[];

/** Sends one picture or block to the model; takes ownership of the parts. */
type Send = (parts: Parts) => void;

interface Waiting {
  readonly parts: Parts;
  readonly send: Send;
}

interface Lane {
  underWay: number;
  /** The newest that found no room; sent when there is room. */
  latest: Waiting | undefined;
  /** Pictures or blocks that were never sent, since the start. */
  dropped: number;
}

/**
 * Bounds the media queued for a busy model. A client keeps sending whatever the model does, so the number in transit
 * for one track is limited; beyond, only the newest is kept, and those that it replaces are counted.
 *
 * What is pushed is lent for the call. It is copied here, where it is admitted; one that waits is written over the one
 * that it replaces, so that a flood allocates nothing.
 */
export class InboundQueue {
  private readonly lanes = new Map<string, Lane>();

  /** @param limit in transit at once for one track */
  constructor(private readonly limit: number) {}

  /** What was never sent, by track, since the start. */
  get drops(): readonly InputDrop[] {
    return [...this.lanes].map(([track, { dropped }]) => ({ track, cause: 'worker_busy', frames: dropped }));
  }

  push(track: string, parts: Parts, send: Send): void {
    const lane = this.lanes.get(track) ?? { underWay: 0, latest: undefined, dropped: 0 };
    this.lanes.set(track, lane);
    if (lane.underWay < this.limit) {
      lane.underWay++;
      send(copyOf(parts));
      return;
    }
    if (lane.latest !== undefined) lane.dropped++;
    lane.latest = { parts: copyOf(parts, lane.latest?.parts), send };
  }

  /** One of the track's arrived. */
  taken(track: string): void {
    const lane = this.lanes.get(track);
    if (lane === undefined) return;
    const next = lane.latest;
    lane.latest = undefined;
    if (next === undefined) lane.underWay--;
    else next.send(next.parts);
  }

  /** Nothing is in transit any more: the other side has ended. */
  clear(): void {
    for (const lane of this.lanes.values()) {
      if (lane.latest !== undefined) lane.dropped++;
      lane.latest = undefined;
      lane.underWay = 0;
    }
  }
}

/** @param over buffers that are written over where they have the same size */
function copyOf(parts: Parts, over: Parts = []): Parts {
  return parts.map((part, at) => {
    const used = over[at];
    if (used?.byteLength !== part.byteLength) return new Uint8Array(part);
    used.set(part);
    return used;
  });
}
