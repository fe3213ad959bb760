import type { Rung } from '../../webrtc/ladder.js';
import type { FanCodec, HubCommand, RungName } from './messages.js';
import { PictureTimes } from './picture-times.js';
import { RungFan, type RungFanEvents } from './rung-fan.js';

/** One output of the model in one session: a ladder of rungs for each codec that a viewer needs. */
export class FanTrack {
  readonly pictures = new PictureTimes();
  /** Number of the newest frame that a viewer was sent. */
  newestSent = 0;
  private readonly fans = new Map<string, RungFan>();

  readonly id: number;
  readonly kind: 'video' | 'audio';
  readonly rungs: readonly Rung[];
  /** Number of the thread that its encoders are connected to; undefined for this one. */
  readonly home: number | undefined;

  constructor(
    { track, kind, rungs, home }: Extract<HubCommand, { readonly type: 'openTrack' }>,
    private readonly eventsOf: (name: RungName) => RungFanEvents,
  ) {
    this.id = track;
    this.kind = kind;
    this.rungs = rungs;
    this.home = home;
  }

  fan(codec: FanCodec, index: number): RungFan {
    const key = `${codec} ${index}`;
    const open = this.fans.get(key);
    if (open !== undefined) return open;
    const name = { track: this.id, codec, index };
    const fan = new RungFan(name, this.rungs[index]!, this.eventsOf(name));
    this.fans.set(key, fan);
    return fan;
  }

  get open(): Iterable<RungFan> {
    return this.fans.values();
  }

  close(): void {
    for (const fan of this.fans.values()) fan.close();
    this.fans.clear();
  }
}
