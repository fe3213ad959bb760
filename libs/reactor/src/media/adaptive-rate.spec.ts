import { describe, expect, it } from '@jest/globals';
import { AdaptiveRate, boundedRate } from './adaptive-rate.js';

/** One that has seen its first turn, and so many turns of 40 ms after it. */
function settled(turns: number): AdaptiveRate {
  const rate = new AdaptiveRate();
  for (let i = 0; i <= turns; i++) rate.measure(1, 40);
  return rate;
}

describe('the rate of a model that declares none', () => {
  it.each([
    [1, 40, 25],
    [8, 400, 20],
    [1, 0, 60],
    [300, 0.001, 60],
    [1, 5_000, 1],
    [1, 1_000, 1],
  ])('of %i frames made in %f ms is %f', (frames, ms, fps) => {
    expect(boundedRate(frames, ms)).toBeCloseTo(fps, 6);
    const rate = new AdaptiveRate();
    rate.measure(frames, ms);
    expect(rate.measure(frames, ms)).toBeCloseTo(fps, 6);
  });

  it.each([
    ['slow', 1, 5_000, 30],
    ['slow, with a batch', 8, 5_000, 30],
    ['fast', 1, 20, 50],
  ])('of a first turn that is %s is 30 or more', (_, frames, ms, fps) => {
    expect(new AdaptiveRate().measure(frames, ms)).toBeCloseTo(fps, 6);
  });

  it('has forgotten a slow first turn with the second', () => {
    const rate = new AdaptiveRate();
    rate.measure(1, 10_000);
    expect(rate.measure(1, 40)).toBeCloseTo(25, 6);
  });

  it('follows a change over several turns instead of jumping', () => {
    const rate = settled(1);
    const after = Array.from({ length: 20 }, () => rate.measure(1, 20));
    expect(after[0]).toBeLessThan(32);
    expect(after.at(-1)).toBeCloseTo(50, 0);
    expect(after).toEqual([...after].sort((a, b) => a - b));
  });

  it('is little moved by one slow turn among many, however slow', () => {
    expect(settled(20).measure(1, 80)).toBeGreaterThan(18);
    const rate = settled(20);
    expect(rate.measure(1, 30_000)).toBeGreaterThan(15);
    const after = Array.from({ length: 6 }, () => rate.measure(1, 40));
    expect(after.at(-1)).toBeGreaterThan(23);
  });

  it('is back within two turns where several were slow', () => {
    const rate = new AdaptiveRate();
    for (let i = 0; i < 5; i++) rate.measure(1, 2_000);
    rate.measure(1, 40);
    expect(rate.measure(1, 40)).toBeGreaterThan(10);
  });

  it('follows a model that stays slow', () => {
    const rate = settled(20);
    const after = Array.from({ length: 12 }, () => rate.measure(1, 400));
    expect(after.at(-1)).toBeLessThan(3);
  });
});
