import { ReactorError } from '../../errors/index.js';

/** One rung of the ladder: a size, a frame rate and a range of bitrates at which an output is encoded for those who need it. */
export interface Rung {
  /** The picture's width and height are divided by it: 1, 2, 4. */
  readonly scale: number;
  /** Pictures a second at most; absent: as many as the model emits. */
  readonly maxFramerate?: number;
  /** Least bitrate while several viewers share the rung; a viewer whose link has less moves to the next one. */
  readonly minKbps: number;
  /** Greatest bitrate, however good the links are. */
  readonly maxKbps: number;
}

/** What a viewer whose link is thin gets less of; as in the W3C's `RTCDegradationPreference`. */
export type DegradationPreference = 'maintain-framerate' | 'maintain-resolution' | 'balanced';

type Picture = Pick<Rung, 'scale' | 'maxFramerate'>;

/** The second and the third rung; the first is the whole picture. */
const LOWER: Readonly<Record<DegradationPreference, readonly [Picture, Picture]>> = {
  'maintain-framerate': [{ scale: 2 }, { scale: 4 }],
  'maintain-resolution': [
    { scale: 1, maxFramerate: 12 },
    { scale: 1, maxFramerate: 5 },
  ],
  balanced: [
    { scale: 1.5, maxFramerate: 20 },
    { scale: 2.5, maxFramerate: 12 },
  ],
};

export const DEGRADATION_PREFERENCES = Object.keys(LOWER) as readonly DegradationPreference[];

/** Share of the greatest bitrate that the lower rungs have: half and quarter size need it for about the same sharpness. */
const SECOND_SHARE = 0.35;
const THIRD_SHARE = 0.12;

/** A shared rung keeps at least this share of its greatest bitrate. */
const LEAST_SHARE = 0.5;

/** Least bitrate of the last rung, below which no picture is worth sending. */
const LEAST_KBPS = 100;

/** The whole picture up to the greatest bitrate, and two rungs with less of it. The first rung is the best one. */
export function defaultLadder(
  maxKbps: number,
  preference: DegradationPreference = 'maintain-framerate',
): readonly Rung[] {
  const second = Math.round(maxKbps * SECOND_SHARE);
  const third = Math.max(LEAST_KBPS, Math.round(maxKbps * THIRD_SHARE));
  const [lower, lowest] = LOWER[preference];
  return [
    { scale: 1, minKbps: Math.round(maxKbps * LEAST_SHARE), maxKbps },
    { ...lower, minKbps: Math.min(second, Math.round(second * LEAST_SHARE)), maxKbps: second },
    { ...lowest, minKbps: Math.min(third, LEAST_KBPS), maxKbps: third },
  ];
}

/** The rungs that the options ask for, each with the frame rate that it has of them. */
export function ladderOf(
  {
    ladder,
    degradationPreference,
    maxFramerate = Infinity,
  }: {
    readonly ladder?: readonly Rung[];
    readonly degradationPreference?: DegradationPreference;
    readonly maxFramerate?: number;
  },
  maxKbps: number,
): readonly Rung[] {
  const rungs = ladder ?? defaultLadder(maxKbps, degradationPreference);
  return rungs.map((rung) => {
    const rate = Math.min(maxFramerate, rung.maxFramerate ?? Infinity);
    return Number.isFinite(rate) ? { ...rung, maxFramerate: rate } : rung;
  });
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
  ladder.forEach(({ scale, maxFramerate, minKbps, maxKbps }, at) => {
    const before = ladder[at - 1];
    if (!(scale >= 1 && scale <= 16)) refuse(`[${at}].scale must be between 1 and 16 (got ${scale})`);
    if (maxFramerate !== undefined && !isFramerate(maxFramerate)) {
      refuse(`[${at}].maxFramerate must be above 0 (got ${maxFramerate})`);
    }
    if (!(minKbps > 0 && minKbps <= maxKbps)) {
      refuse(`[${at}] must have 0 < minKbps <= maxKbps (got ${minKbps} and ${maxKbps})`);
    }
    if (before !== undefined && (before.maxKbps <= maxKbps || before.scale > scale)) {
      refuse(`[${at}] must have a lower maxKbps than the rung before it, and no larger size`);
    }
  });
}

/** A number of pictures a second that an encoder can be given. */
export function isFramerate(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
