import type { InputDrop } from '../../session/lifecycle/measurement.js';

/** One inbound picture or block on its way to the model. */
type Send = () => void;

interface Lane {
  underWay: number;
  /** The newest that found no room; sent when there is room. */
  latest: Send | undefined;
  /** Pictures or blocks that were never sent, since the start. */
  dropped: number;
}

/**
 * Bounds the media queued for a busy model. A client keeps sending whatever the model does, so the number in transit
 * for one track is limited; beyond, only the newest is kept, and those that it replaces are counted.
 */
export class InboundQueue {
  private readonly lanes = new Map<string, Lane>();

  /** @param limit in transit at once for one track */
  constructor(private readonly limit: number) {}

  /** What was never sent, by track, since the start. */
  get drops(): readonly InputDrop[] {
    return [...this.lanes].map(([track, { dropped }]) => ({ track, cause: 'worker_busy', frames: dropped }));
  }

  push(track: string, send: Send): void {
    const lane = this.lanes.get(track) ?? { underWay: 0, latest: undefined, dropped: 0 };
    this.lanes.set(track, lane);
    if (lane.underWay < this.limit) {
      lane.underWay++;
      send();
      return;
    }
    if (lane.latest !== undefined) lane.dropped++;
    lane.latest = send;
  }

  /** One of the track's arrived. */
  taken(track: string): void {
    const lane = this.lanes.get(track);
    if (lane === undefined) return;
    const next = lane.latest;
    lane.latest = undefined;
    if (next === undefined) lane.underWay--;
    else next();
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
