import { describe, expect, it } from '@jest/globals';
import { expectedWaits } from './expected-waits.js';

describe('expectedWaits', () => {
  it.each<[string, number, number[], number, number[]]>([
    ['nobody', 0, [5_000], 60_000, []],
    ['one behind one instance', 1, [5_000], 60_000, [5_000]],
    ['each turn after the one before', 3, [5_000], 60_000, [5_000, 65_000, 125_000]],
    ['the instance that is free first', 3, [40_000, 10_000], 60_000, [10_000, 40_000, 70_000]],
    ['a free instance at once', 2, [0, 30_000], 60_000, [0, 30_000]],
    ['an instance that should be free by now at once', 1, [-2_000], 60_000, [0]],
    ['nothing of a model without instances', 2, [], 60_000, []],
  ])('of %s', (_what, visitors, untilFreeMs, turnMs, waits) => {
    expect(expectedWaits(visitors, untilFreeMs, turnMs)).toEqual(waits);
  });
});
