/**
 * How pictures are resized. `bilinear` takes the two nearest pixels of each axis, as cv2's INTER_LINEAR and torch's
 * `interpolate(align_corners=False)`; `area` the mean of what a pixel covers, which is better for much smaller pictures.
 */
export type ResizeMethod = 'bilinear' | 'area';

/** A weight of one: they have 14 bits, so that two of them and two bytes fit the products of 32 bits. */
export const WEIGHT_ONE = 1 << 14;

/** One axis of a picture, resized: which pixels each new one is made of. */
export interface ResizeTaps {
  /** Weights of each new pixel: an even number. */
  readonly taps: number;
  /** By new pixel, the first old one. */
  readonly starts: Int32Array;
  /** `taps` numbers for each new pixel, {@link WEIGHT_ONE} together. Beyond the last old pixel they are zero. */
  readonly weights: Int16Array;
}

/** @param from pixels of the axis, @param to new ones */
export function resizeTaps(from: number, to: number, method: ResizeMethod): ResizeTaps {
  const spans = Array.from({ length: to }, (_, i) => (method === 'area' ? covered(i, from, to) : nearest(i, from, to)));
  const longest = spans.reduce((most, { shares }) => Math.max(most, shares.length), 0);
  const taps = longest + (longest % 2);
  const starts = Int32Array.from(spans, ({ start }) => start);
  const weights = new Int16Array(to * taps);
  spans.forEach(({ shares }, i) => weights.set(rounded(shares), i * taps));
  return { taps, starts, weights };
}

interface Span {
  readonly start: number;
  /** What each old pixel has in the new one; 1 together. */
  readonly shares: readonly number[];
}

function nearest(i: number, from: number, to: number): Span {
  const at = ((2 * i + 1) * from) / (2 * to) - 0.5;
  const start = Math.floor(at);
  if (start < 0) return { start: 0, shares: [1] };
  if (start >= from - 1) return { start: from - 1, shares: [1] };
  return { start, shares: [1 - (at - start), at - start] };
}

/** In units of `1 / to` of an old pixel, in which all are whole numbers. */
function covered(i: number, from: number, to: number): Span {
  const [begin, end] = [i * from, (i + 1) * from];
  const start = Math.floor(begin / to);
  const count = Math.ceil(end / to) - start;
  const shares = Array.from({ length: count }, (_, k) => {
    const left = (start + k) * to;
    return (Math.min(end, left + to) - Math.max(begin, left)) / from;
  });
  return { start, shares };
}

/** Each sum of the first ones is rounded, so that all together are exact. */
function rounded(shares: readonly number[]): number[] {
  let exact = 0;
  let given = 0;
  return shares.map((share, i) => {
    exact += share;
    const weight = (i === shares.length - 1 ? WEIGHT_ONE : Math.round(exact * WEIGHT_ONE)) - given;
    given += weight;
    return weight;
  });
}
