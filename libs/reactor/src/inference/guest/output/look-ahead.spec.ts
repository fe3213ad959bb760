import { describe, expect, it } from '@jest/globals';
import { LookAhead } from './look-ahead.js';

describe('when the next turn begins', () => {
  it.each([
    ['a turn that takes as long as its batch lasts: at once', 12, 500, 24, 13],
    ['one that takes half of it: with five eighths and a little left', 12, 250, 24, 8],
    ['a fast one: near the end', 12, 20, 24, 1],
    ['one that takes longer than its batch: at once, no earlier', 12, 2_000, 24, 13],
    ['a single frame that took nearly as long as it is shown: at once', 1, 38, 24, 2],
    ['a single frame that was made quickly: when it was shown', 1, 8, 24, 1],
  ])('%s', (_, bundles, turnMs, perSecond, ahead) => {
    expect(new LookAhead().measure(bundles, turnMs, perSecond).ahead).toBe(ahead);
  });

  it('reckons with a slow turn for some turns after it', () => {
    const lookAhead = new LookAhead();
    lookAhead.measure(10, 400, 20);
    expect(lookAhead.measure(10, 40, 20).ahead).toBe(9);
    for (let i = 0; i < 30; i++) lookAhead.measure(10, 40, 20);
    expect(lookAhead.measure(10, 40, 20).ahead).toBe(1);
  });

  it.each([
    ['a turn of no time: a little before its frame is due', 1, 0, 25, 35],
    ['a quick turn', 1, 8, 25, 25],
    ['one that takes nearly all of its time: at once', 1, 30, 25, 0],
    ['one that takes longer than it is shown: at once, two frames early', 1, 60, 25, 0],
    ['a quick batch: when its last frame is shown', 10, 8, 25, 25],
  ])('waits, for %s', (_, bundles, turnMs, perSecond, waitMs) => {
    expect(new LookAhead().measure(bundles, turnMs, perSecond).waitMs).toBeCloseTo(waitMs);
  });

  it('never begins so late that a turn as slow as the slowest would be late', () => {
    for (const perSecond of [1, 24, 30, 60, 144]) {
      for (let turnMs = 0; turnMs < 200; turnMs += 7) {
        const { ahead, waitMs } = new LookAhead().measure(1, turnMs, perSecond);
        if (waitMs > 0) expect(waitMs + turnMs).toBeLessThan((1000 * ahead) / perSecond);
      }
    }
  });
});
