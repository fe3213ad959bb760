import { describe, expect, it } from '@jest/globals';
import { gaussianLatent } from './gaussian-latent.js';

describe('a latent', () => {
  it('is the same for a seed, and another one for the next', () => {
    expect(gaussianLatent(7, 64)).toEqual(gaussianLatent(7, 64));
    expect(gaussianLatent(7, 64)).not.toEqual(gaussianLatent(8, 64));
    expect(gaussianLatent(7, 64)).toEqual(gaussianLatent(7, 512).subarray(0, 64));
  });

  it('has the mean and the deviation of a normal distribution', () => {
    const numbers = gaussianLatent(3, 100_000);
    const mean = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
    const variance = numbers.reduce((sum, one) => sum + (one - mean) ** 2, 0) / numbers.length;
    const within = numbers.filter((one) => Math.abs(one) < 1).length / numbers.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
    expect(within).toBeCloseTo(0.683, 1);
  });
});
