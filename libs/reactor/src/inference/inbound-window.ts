import type { InputDrop } from '../session/measurement.js';

/** One inbound picture or block on its way to the model. */
type Send = () => void;

interface Lane {
  underWay: number;
  /** The newest that found no room; it goes when there is some. */
  latest: Send | undefined;
  /** Pictures or blocks that were never sent, since the start. */
  dropped: number;
}

/**
 * Bounds the media that waits in front of a model that is busy. A client sends on whatever the model does, so what is
 * under way for one track is limited; beyond, only the newest is kept, and those that it replaces are counted.
 */
export class InboundWindow {
  private readonly lanes = new Map<string, Lane>();

  /** @param limit under way at once for one track */
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

  /** Nothing is under way any longer: the other side is gone. */
  clear(): void {
    for (const lane of this.lanes.values()) {
      if (lane.latest !== undefined) lane.dropped++;
      lane.latest = undefined;
      lane.underWay = 0;
    }
  }
}
