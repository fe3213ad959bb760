/** One inbound picture or block on its way to the model. */
type Send = () => void;

interface Lane {
  underWay: number;
  /** The newest that found no room; it goes when there is some. */
  latest: Send | undefined;
}

/**
 * Bounds the media that waits in front of a model that is busy. A client sends on whatever the model does, so what is
 * under way for one track is limited; beyond, only the newest is kept, and those that it replaces are counted.
 */
export class InboundWindow {
  /** Pictures and blocks that were never sent, since the other side began. */
  dropped = 0;

  private readonly lanes = new Map<string, Lane>();

  /** @param limit under way at once for one track */
  constructor(private readonly limit: number) {}

  push(track: string, send: Send): void {
    const lane = this.lanes.get(track) ?? { underWay: 0, latest: undefined };
    this.lanes.set(track, lane);
    if (lane.underWay < this.limit) {
      lane.underWay++;
      send();
      return;
    }
    if (lane.latest !== undefined) this.dropped++;
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
    this.lanes.clear();
    this.dropped = 0;
  }
}
