import { describe, expect, it } from '@jest/globals';
import { Backoff } from './backoff.js';

const delays = (backoff: Backoff, count: number): number[] => Array.from({ length: count }, () => backoff.delay());

describe('Backoff', () => {
  it('waits twice as long each time, up to the limit', () => {
    expect(delays(new Backoff(30_000, () => 0.5), 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('spreads the attempts of many by a quarter, and never beyond the limit', () => {
    expect([new Backoff(30_000, () => 0).delay(), new Backoff(30_000, () => 1).delay()]).toEqual([750, 1_250]);
    expect(new Backoff(1_000, () => 1).delay()).toBe(1_000);
  });

  it('waits as long as the other side asks for, also beyond the limit', () => {
    const backoff = new Backoff(2_000, () => 0.5);
    expect([backoff.delay(60_000), backoff.delay(10), backoff.delay()]).toEqual([60_000, 2_000, 2_000]);
  });

  it.each([
    ['begins again after a connection that lasted', 10_000, 1_000],
    ['goes on after one that was lost at once', 9_999, 4_000],
  ])('%s', (_what, ms, next) => {
    const backoff = new Backoff(30_000, () => 0.5);
    delays(backoff, 2);
    backoff.lasted(ms);
    expect(backoff.delay()).toBe(next);
  });
});
