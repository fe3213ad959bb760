import { describe, expect, it } from '@jest/globals';
import { AdaptiveRate } from './adaptive-rate.js';

describe('the rate of a model that declares none', () => {
  it.each([
    ['follows from its turns', 1, 50, 20],
    ['counts the frames of a batch', 4, 200, 20],
    ['is 60 at most, however fast a turn was', 1, 0.004, 60],
    ['is 60 at most for a turn of no time at all', 1, 0, 60],
    ['is 1 at least, however slow a turn was', 1, 20_000, 1],
  ])('%s', (_, frames, turnMs, fps) => {
    expect(new AdaptiveRate().measure(frames, turnMs)).toBe(fps);
  });

  it('is little moved by one slow turn among many', () => {
    const rate = new AdaptiveRate();
    for (let i = 0; i < 20; i++) rate.measure(1, 40);
    expect(rate.measure(1, 80)).toBeGreaterThan(18);
  });
});
