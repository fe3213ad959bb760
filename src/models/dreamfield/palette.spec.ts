import { describe, expect, it } from '@jest/globals';
import { type Rgb, rgbOfOklab } from './oklab.js';
import { PALETTE_STOPS, paletteOf } from './palette.js';

function shown(words: readonly string[]): readonly Rgb[] {
  return paletteOf(words).map(rgbOfOklab);
}

/** The channel that is strongest over the whole palette. */
function strongestChannel(words: readonly string[]): string | undefined {
  const sums = shown(words).reduce(([r, g, b], color) => [r + color[0], g + color[1], b + color[2]], [0, 0, 0] as Rgb);
  return ['red', 'green', 'blue'][sums.indexOf(Math.max(...sums))];
}

describe('paletteOf', () => {
  it.each([
    ['red', 'red'],
    ['lava', 'red'],
    ['sunset', 'red'],
    ['forest', 'green'],
    ['emerald', 'green'],
    ['ocean', 'blue'],
    ['midnight', 'blue'],
    ['blue', 'blue'],
  ])('makes %s mostly %s', (word, channel) => {
    expect(strongestChannel([word])).toBe(channel);
    expect(strongestChannel(['quiet', word, 'thoughts'])).toBe(channel);
  });

  it.each([[['ocean']], [['neon', 'rain', 'night']], [['red', 'forest']], [['clockmaker']], [[]]])(
    'goes from dark to light over as many colours as the network has places: %j',
    (words) => {
      const lightness = paletteOf(words).map(([light]) => light);
      expect(lightness).toHaveLength(PALETTE_STOPS);
      expect(lightness).toEqual([...lightness].sort((a, b) => a - b));
      expect(Math.max(...lightness) - Math.min(...lightness)).toBeGreaterThan(0.4);
    },
  );

  it('shows colours of each mood that a prompt names', () => {
    const isRed = ([r, g, b]: Rgb): boolean => r > 0.5 && r > 1.5 * g && r > 1.5 * b;
    const isGreen = ([r, g, b]: Rgb): boolean => g > 1.2 * r && g > 1.2 * b;
    const both = shown(['red', 'green']);
    expect(both.some(isRed)).toBe(true);
    expect(both.some(isGreen)).toBe(true);
  });
});
