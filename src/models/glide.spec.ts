import { describe, expect, it } from '@jest/globals';
import { Glide } from './glide.js';

/** Moves a glide of one number on. @returns where it is then */
function move(glide: Glide, target: number, elapsedMs: number): number {
  const [place = NaN] = glide.advance([target], elapsedMs);
  return place;
}

/** Where a glide from 0 to 1 is after `totalMs`, in steps of `stepMs`. */
function placeAfter(totalMs: number, stepMs: number): number {
  const glide = new Glide([0], 1000);
  let place = 0;
  for (let at = 0; at < totalMs; at += stepMs) place = move(glide, 1, Math.min(stepMs, totalMs - at));
  return place;
}

describe('Glide', () => {
  it('starts softly, is under way at half time and there at its settling time', () => {
    expect(placeAfter(30, 30)).toBeLessThan(0.05);
    expect(placeAfter(500, 500)).toBeGreaterThan(0.5);
    expect(placeAfter(500, 500)).toBeLessThan(0.95);
    expect(placeAfter(1000, 1000)).toBeGreaterThan(0.98);
  });

  it.each([5, 16.7, 33.3, 41.7, 250])('goes as far in steps of %d ms as in one', (stepMs) => {
    expect(placeAfter(700, stepMs)).toBeCloseTo(placeAfter(700, 700), 9);
  });

  it('never overshoots, nor turns back', () => {
    const glide = new Glide([0], 1000);
    let last = 0;
    for (let frame = 0; frame < 90; frame++) {
      const place = move(glide, 1, 33);
      expect(place).toBeGreaterThanOrEqual(last);
      expect(place).toBeLessThanOrEqual(1);
      last = place;
    }
  });

  it('bends without a jolt when its target changes on the way', () => {
    const glide = new Glide([0], 1000);
    const before = move(glide, 1, 199);
    const turning = move(glide, 1, 1);
    const after = move(glide, -1, 1);
    expect(after - turning).toBeGreaterThan(0.8 * (turning - before));
  });

  it('rests where it is while its target is there', () => {
    const glide = new Glide([3, -2], 1000);
    expect(glide.advance([3, -2], 400)).toEqual([3, -2]);
  });
});
