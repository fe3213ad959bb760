import { describe, expect, it } from '@jest/globals';
import { lookOf } from './look.js';
import { LookMix } from './look-mix.js';

function shares(mix: LookMix): number[] {
  return mix.looks.map(({ share }) => share);
}

describe('LookMix', () => {
  it('is one look at rest', () => {
    const mix = new LookMix('deep forest', 0);
    mix.advance('deep forest', 0, 5000);
    expect(mix.looks).toEqual([{ latent: lookOf('deep forest', 0).latent, share: 1 }]);
    expect(mix.palette).toEqual(lookOf('deep forest', 0).palette);
  });

  it('goes from one look to the next, and is one again', () => {
    const mix = new LookMix('deep forest', 0);
    mix.advance('neon rain', 0, 400);
    expect(shares(mix)).toHaveLength(2);
    mix.advance('neon rain', 0, 2000);
    expect(mix.looks).toEqual([{ latent: lookOf('neon rain', 0).latent, share: 1 }]);
  });

  it('turns back to a look that is still leaving', () => {
    const mix = new LookMix('deep forest', 0);
    mix.advance('neon rain', 0, 300);
    mix.advance('deep forest', 0, 3000);
    expect(mix.looks).toEqual([{ latent: lookOf('deep forest', 0).latent, share: 1 }]);
  });

  it('mixes at most three looks, the newest among them, however fast they change', () => {
    const mix = new LookMix('0', 0);
    for (let change = 1; change <= 20; change++) {
      mix.advance(String(change), 0, 50);
      expect(mix.looks.length).toBeLessThanOrEqual(3);
      expect(mix.looks.map(({ latent }) => latent)).toContainEqual(lookOf(String(change), 0).latent);
      expect(shares(mix).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      for (const share of shares(mix)) expect(share).toBeGreaterThanOrEqual(0);
    }
  });
});
