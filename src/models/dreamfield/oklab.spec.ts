import { describe, expect, it } from '@jest/globals';
import { oklabOfHex, oklabOfHue, rgbOfOklab, rotateHue } from './oklab.js';

describe('oklab', () => {
  it.each(['#000000', '#ffffff', '#ff0000', '#00ff00', '#0000ff', '#f72585', '#0a3d62'])('brings %s back', (hex) => {
    const channels = rgbOfOklab(oklabOfHex(hex)).map((channel) => Math.round(channel * 255));
    expect(`#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`).toBe(hex);
  });

  it('shows a colour beyond sRGB as a weaker one of the same lightness and hue', () => {
    const wished = oklabOfHue(0.7, 0.5, 250);
    const shown = rgbOfOklab(wished);
    const hex = `#${shown
      .map((channel) =>
        Math.round(channel * 255)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')}`;
    const [lightness, a, b] = oklabOfHex(hex);
    expect(lightness).toBeCloseTo(wished[0], 1);
    expect(Math.atan2(b, a)).toBeCloseTo(Math.atan2(wished[2], wished[1]), 1);
    expect(Math.hypot(a, b)).toBeLessThan(0.5);
  });

  it('comes back after a whole turn of the hue, and keeps lightness and chroma on the way', () => {
    const color = oklabOfHex('#1f6fff');
    for (const [axis, value] of rotateHue(color, 360).entries()) expect(value).toBeCloseTo(color[axis] ?? NaN, 10);
    const [lightness, a, b] = rotateHue(color, 77);
    expect(lightness).toBe(color[0]);
    expect(Math.hypot(a, b)).toBeCloseTo(Math.hypot(color[1], color[2]), 10);
  });
});
