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
    expect(new LookAhead().measure(bundles, turnMs, perSecond)).toBe(ahead);
  });

  it('reckons with a slow turn for some turns after it', () => {
    const lookAhead = new LookAhead();
    lookAhead.measure(10, 400, 20);
    expect(lookAhead.measure(10, 40, 20)).toBe(9);
    for (let i = 0; i < 30; i++) lookAhead.measure(10, 40, 20);
    expect(lookAhead.measure(10, 40, 20)).toBe(1);
  });
});
