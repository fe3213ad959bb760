import { type HubReport, keyOf, type RungName } from './messages.js';
import type { RungFan } from './rung-fan.js';
import type { Rung } from '../../webrtc/ladder.js';
import { rungKbps } from '../../webrtc/rung-selector.js';

/** A change of an encoder's bitrate below this share is not worth a message. */
const RATE_STEP = 0.05;

/** Bitrates of the encoders that are connected to this thread. */
export class RungRates {
  private readonly reported = new Map<string, number>();

  constructor(
    private readonly minKbps: number,
    private readonly report: (report: HubReport) => void,
  ) {}

  /** @param links what those of the viewers on the rung carry, in kilobits a second */
  decide(rungs: readonly Rung[], fan: RungFan, links: readonly number[]): void {
    if (links.length === 0) return;
    const key = keyOf(fan.name);
    const kbps = rungKbps(rungs, fan.name.index, links, this.minKbps);
    const before = this.reported.get(key);
    if (before !== undefined && Math.abs(kbps - before) < before * RATE_STEP) return;
    this.reported.set(key, kbps);
    fan.kbps = kbps;
    this.report({ type: 'rungRate', rung: fan.name, kbps });
  }

  /** The next encoder of that rung is given its bitrate anew. */
  forget(rung: RungName): void {
    this.reported.delete(keyOf(rung));
  }
}
