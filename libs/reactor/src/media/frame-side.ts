import { describeValue, ReactorError } from '../errors/index.js';

/** Largest width or height of a frame: no engine here encodes a larger one. */
export const MAX_SIDE = 8192;

/** Throws `bad_frame`. @param whose for the message, as `a frame` */
export function checkSides(
  whose: string,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  for (const [name, side] of Object.entries({ width, height })) {
    if (!Number.isInteger(side) || side < 1 || side > MAX_SIDE) {
      const got = typeof side === 'number' ? side : describeValue(side);
      throw new ReactorError('bad_frame', `${whose}'s ${name} must be an integer from 1 to ${MAX_SIDE} (got ${got})`);
    }
  }
}
