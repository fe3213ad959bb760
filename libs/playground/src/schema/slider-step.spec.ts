import { describe, expect, it } from '@jest/globals';
import { sliderStep } from './slider-step.js';

describe('sliderStep', () => {
  it.each([
    [0, 1, false, 0.01],
    [0, 2, false, 0.02],
    [0, 0.3, false, 0.002],
    [-180, 180, false, 2],
    [0, 50_000, false, 500],
    [0.1, 4, false, 0.02],
    [0, 1e-9, false, 1e-11],
    [0, 1_000, true, 1],
  ])('over %d to %d, whole numbers only: %s, is %d', (min, max, integer, step) => {
    expect(sliderStep(min, max, integer)).toBe(step);
  });
});
