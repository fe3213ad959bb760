import { describe, expect, it } from '@jest/globals';
import { FrameRate } from './frame-rate.js';

/** Notes something so often, from 0 until that time. */
function at(fps: number, untilMs: number): FrameRate {
  const rate = new FrameRate();
  for (let ms = 0; ms <= untilMs; ms += 1_000 / fps) rate.note(ms);
  return rate;
}

describe('a rate', () => {
  it.each([
    [30, 10_000],
    [30, 1_500],
    [2, 10_000],
    [120, 10_000],
    [400, 10_000],
  ])('of %d a second is measured as that after %d ms', (fps, ms) => {
    expect(at(fps, ms).perSecond(ms)! / fps).toBeCloseTo(1, 1);
  });

  it('is not known at first, nor where nothing happened at all', () => {
    expect(at(30, 900).perSecond(900)).toBeUndefined();
    expect(new FrameRate().perSecond(10_000)).toBeUndefined();
  });

  it('falls to zero when nothing happens any more', () => {
    expect(at(30, 3_000).perSecond(6_000)).toBe(0);
  });

  it('is zero where nothing has happened since it began to be watched', () => {
    expect(new FrameRate(0).perSecond(500)).toBeUndefined();
    expect(new FrameRate(0).perSecond(1_500)).toBe(0);
  });

  it('is measured anew after a reset', () => {
    const rate = at(30, 3_000);
    rate.reset();
    rate.note(10_000);
    expect(rate.perSecond(10_500)).toBeUndefined();
    expect(rate.perSecond(12_000)).toBe(0);
  });
});
