import { describe, expect, it } from '@jest/globals';
import { AdaptiveRate, boundedRate } from './adaptive-rate.js';

describe('the rate of a model that declares none', () => {
  it.each([
    [1, 40, 25],
    [8, 400, 20],
    [1, 0, 60],
    [300, 0.001, 60],
    [1, 5_000, 1],
    [1, 1_000, 1],
  ])('of %i frames made in %f ms is %f', (frames, ms, fps) => {
    expect(new AdaptiveRate().measure(frames, ms)).toBeCloseTo(fps, 6);
    expect(boundedRate(frames, ms)).toBeCloseTo(fps, 6);
  });

  it('follows a change over several turns instead of jumping', () => {
    const rate = new AdaptiveRate();
    rate.measure(1, 40);
    const after = Array.from({ length: 20 }, () => rate.measure(1, 20));
    expect(after[0]).toBeLessThan(32);
    expect(after.at(-1)).toBeCloseTo(50, 0);
    expect(after).toEqual([...after].sort((a, b) => a - b));
  });

  it('is little moved by one slow turn among many', () => {
    const rate = new AdaptiveRate();
    for (let i = 0; i < 20; i++) rate.measure(1, 40);
    expect(rate.measure(1, 80)).toBeGreaterThan(18);
  });
});
