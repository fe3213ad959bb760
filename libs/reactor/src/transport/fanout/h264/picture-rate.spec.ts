import { describe, expect, it } from '@jest/globals';
import { PictureRate } from './picture-rate.js';

/** The rate of pictures that come after each other in so many milliseconds. */
function rateOf(...intervalsMs: readonly number[]): number {
  const rate = new PictureRate();
  let atMs = 1_000;
  rate.note(atMs);
  for (const ms of intervalsMs) rate.note((atMs += ms));
  return rate.fps;
}

const times = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

describe('the rate of pictures', () => {
  it.each([
    ['30 before it is known', times(3, 10), 30],
    ['that of the last ones', [...times(20, 100), ...times(16, 20)], 50],
    ['that of a slow model', times(8, 100), 10],
    ['four a second at least, whatever the pauses', times(8, 60_000), 4],
    ['120 at most', times(20, 1), 120],
  ])('is %s', (_, intervalsMs, fps) => {
    expect(rateOf(...intervalsMs)).toBeCloseTo(fps, 5);
  });
});
