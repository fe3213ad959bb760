import { describe, expect, it } from '@jest/globals';
import { LATENT_SIZE, lookOf } from './look.js';

const PROMPTS = ['a quiet ocean', 'sunset in the desert', 'deep forest', 'neon city', 'jazz', 'a cat asleep', ''];

const PAIRS = PROMPTS.flatMap((one, i) => PROMPTS.slice(i + 1).map((other) => [one, other] as const));

function distance(one: readonly number[], other: readonly number[]): number {
  return Math.hypot(...one.map((value, i) => value - (other[i] ?? NaN)));
}

/** 1 for the same direction, 0 for unrelated ones. */
function likeness(one: string, other: string): number {
  const [a, b] = [lookOf(one, 0).latent, lookOf(other, 0).latent];
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0) / LATENT_SIZE;
}

describe('lookOf', () => {
  it('gives the same prompt the same look', () => {
    for (const prompt of PROMPTS) expect(lookOf(prompt, 3)).toEqual(lookOf(prompt, 3));
    expect(lookOf('Quiet,  OCEAN', 0)).toEqual(lookOf('a quiet ocean', 0));
  });

  it.each(PAIRS)('tells %j from %j in shape and colour', (one, other) => {
    expect(likeness(one, other)).toBeLessThan(0.7);
    expect(distance(lookOf(one, 0).palette.flat(), lookOf(other, 0).palette.flat())).toBeGreaterThan(0.15);
  });

  it('makes prompts that share words look related', () => {
    const unrelated = PAIRS.map(([one, other]) => Math.abs(likeness(one, other)));
    const usual = unrelated.reduce((sum, value) => sum + value, 0) / unrelated.length;
    expect(likeness('a dancing paper lantern', 'a dancing paper crane')).toBeGreaterThan(usual + 0.2);
  });

  it('tells sentences of the same words apart', () => {
    expect(likeness('red fox blue bird', 'blue fox red bird')).toBeLessThan(0.99);
  });

  it('gives another seed other shapes in the same colours', () => {
    const [first, second] = [lookOf('jazz', 0), lookOf('jazz', 1)];
    expect(second.palette).toEqual(first.palette);
    expect(distance(first.latent, second.latent)).toBeGreaterThan(1);
  });

  it.each(PROMPTS)('keeps the latent vector of %j at a mean square of 1', (prompt) => {
    const { latent } = lookOf(prompt, 7);
    expect(latent).toHaveLength(LATENT_SIZE);
    expect(latent.reduce((sum, value) => sum + value * value, 0) / LATENT_SIZE).toBeCloseTo(1, 10);
  });
});
