import { describe, expect, it } from '@jest/globals';
import { FrameInterval } from './frame-interval.js';

function after(...times: number[]): FrameInterval {
  const interval = new FrameInterval();
  for (const time of times) interval.frame(time);
  return interval;
}

const regular = Array.from({ length: 10 }, (_, i) => i * 33);

describe('the usual time between two frames', () => {
  it.each([
    ['is not known of none', [], 0],
    ['is not known of one', [5], 0],
    ['is their distance', [5, 38], 33],
    ['is not changed by a pause', [...regular, 30_297, 30_330], 33],
    ['is not changed by frames that come at once after a stall', [...regular, 700, 700, 700, 700], 33],
  ])('%s', (_, times, ms) => {
    expect(after(...times).ms).toBe(ms);
  });

  it('follows a new rate', () => {
    const interval = after(...regular);
    for (let i = 1; i <= 6; i++) interval.frame(297 + i * 66);
    expect(interval.ms).toBe(66);
  });
});
