import type { Color } from '../drawing/canvas.js';

/** What everything far away fades into. */
export const HAZE: Color = [244, 180, 140];

export const SUN: Color = [255, 236, 190];

const ZENITH: Color = [48, 50, 112];

/** Degrees above the horizon at which the sky has the colour of the zenith. */
const ZENITH_HEIGHT = 50;

/** Where the sun stands and how large it is, in degrees, and how far it shines. */
const SUN_HEADING = -100;
const SUN_HEIGHT = 11;
const SUN_RADIUS = 3;
const GLOW = 14;
const DARK_BEYOND = 70;

/** The evening sky without the sun. @param height in degrees */
export function skyAt(height: number): Color {
  const up = Math.min(1, Math.max(0, height) / ZENITH_HEIGHT) ** 0.7;
  const mix = (channel: 0 | 1 | 2): number => HAZE[channel] + up * (ZENITH[channel] - HAZE[channel]);
  return [mix(0), mix(1), mix(2)];
}

/** How much of a place in the sky is the sun, from 0 to 1. @param heading, height in degrees */
export function sunAt(heading: number, height: number): number {
  const away = ((((heading - SUN_HEADING) % 360) + 540) % 360) - 180;
  if (Math.abs(away) > DARK_BEYOND) return 0;
  const distance = Math.hypot(away, height - SUN_HEIGHT);
  const glow = Math.exp(-distance / GLOW) * 0.75 * (1 - Math.abs(away) / DARK_BEYOND);
  return Math.max(glow, Math.min(1, 2 * (SUN_RADIUS + 0.5 - distance)));
}
