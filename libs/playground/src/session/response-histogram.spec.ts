import { describe, expect, it } from '@jest/globals';
import { histogramOf } from './response-histogram.js';

const counts = (totals: readonly number[]) => histogramOf(totals).map(({ count }) => count);

describe('the histogram of response times', () => {
  it('is empty without commands', () => expect(histogramOf([])).toEqual([]));

  it('has columns of a round width, from the fastest to the slowest, empty ones between', () => {
    expect(histogramOf([41, 44.9, 45, 56])).toEqual([
      { fromMs: 40, toMs: 45, count: 2 },
      { fromMs: 45, toMs: 50, count: 1 },
      { fromMs: 50, toMs: 55, count: 0 },
      { fromMs: 55, toMs: 60, count: 1 },
    ]);
  });

  it('has at most twelve, and all commands in them', () => {
    expect(counts([12, 130])).toEqual([1, 0, 0, 0, 0, 0, 1]);
    expect(counts([1, 90_000, 200_000])).toHaveLength(12);
    expect(counts([1, 90_000, 200_000]).reduce((sum, count) => sum + count)).toBe(3);
  });
});
