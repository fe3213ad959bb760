import { ReactorError } from '../../errors/index.js';

/** One rung of the ladder: a size and a range of bitrates at which an output is encoded for those who need it. */
export interface Rung {
  /** The picture's width and height are divided by it: 1, 2, 4. */
  readonly scale: number;
  /** Least bitrate while several viewers share the rung; a viewer whose link has less moves to the next one. */
  readonly minKbps: number;
  /** Greatest bitrate, however good the links are. */
  readonly maxKbps: number;
}

/** Share of the greatest bitrate that half and quarter size need for about the same sharpness. */
const HALF_SHARE = 0.35;
const QUARTER_SHARE = 0.12;

/** A shared rung keeps at least this share of its greatest bitrate. */
const LEAST_SHARE = 0.5;

/** Least bitrate of the last rung, below which no picture is worth sending. */
const LEAST_KBPS = 100;

/** Full size up to the greatest bitrate, half and quarter. The first rung is the best one. */
export function defaultLadder(maxKbps: number): readonly Rung[] {
  const half = Math.round(maxKbps * HALF_SHARE);
  const quarter = Math.max(LEAST_KBPS, Math.round(maxKbps * QUARTER_SHARE));
  return [
    { scale: 1, minKbps: Math.round(maxKbps * LEAST_SHARE), maxKbps },
    { scale: 2, minKbps: Math.min(half, Math.round(half * LEAST_SHARE)), maxKbps: half },
    { scale: 4, minKbps: Math.min(quarter, LEAST_KBPS), maxKbps: quarter },
  ];
}

/** Most rungs of a ladder: each is an encoder of its own. */
const MAX_RUNGS = 6;

/** Throws `bad_configuration` for a ladder that does not go down, or bitrates that no encoder takes. */
export function checkLadder(ladder: readonly Rung[]): void {
  const refuse = (what: string): never => {
    throw new ReactorError('bad_configuration', `media.ladder ${what}; correct it or leave it out`);
  };
  if (!Array.isArray(ladder) || ladder.length === 0 || ladder.length > MAX_RUNGS) {
    refuse(`must be a list of 1 to ${MAX_RUNGS} rungs`);
  }
  ladder.forEach(({ scale, minKbps, maxKbps }, at) => {
    const before = ladder[at - 1];
    if (!(scale >= 1 && scale <= 16)) refuse(`[${at}].scale must be between 1 and 16 (got ${scale})`);
    if (!(minKbps > 0 && minKbps <= maxKbps)) {
      refuse(`[${at}] must have 0 < minKbps <= maxKbps (got ${minKbps} and ${maxKbps})`);
    }
    if (before !== undefined && (before.maxKbps <= maxKbps || before.scale > scale)) {
      refuse(`[${at}] must have a lower maxKbps than the rung before it, and no larger size`);
    }
  });
}
