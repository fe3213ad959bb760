import { describe, expect, it } from '@jest/globals';
import { MessageRate } from './message-rate.js';

describe('MessageRate', () => {
  it('lets twice its rate pass at once, and then its rate', () => {
    let now = 0;
    const rate = new MessageRate(10, () => now);
    const passed = (): number => Array.from({ length: 50 }, () => rate.take()).filter((wait) => wait === 0).length;
    expect(passed()).toBe(20);
    now += 1_000;
    expect(passed()).toBe(10);
    expect(rate.take()).toBe(100);
  });

  it.each([
    ['floods when it is above it for ten seconds', 100, 10_000, true],
    ['does not flood a moment before', 100, 9_900, false],
    ['does not flood where it pauses for more than a second', 1_200, 60_000, false],
  ])('%s', (_what, everyMs, untilMs, floods) => {
    let now = 0;
    const rate = new MessageRate(10, () => now);
    for (let i = 0; i < 30; i++) rate.take();
    for (; now < untilMs;) {
      now += everyMs;
      for (let i = 0; i < 30; i++) rate.take();
    }
    expect(rate.floods).toBe(floods);
  });

  it('bounds nothing where there is no rate', () => {
    const rate = new MessageRate(0);
    expect(Array.from({ length: 1_000 }, () => rate.take()).some((wait) => wait > 0)).toBe(false);
  });
});
