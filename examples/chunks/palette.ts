import type { Color } from '../drawing/canvas.js';

/** The colours of a landscape, each mixed from the same few hues. */
export interface Palette {
  readonly zenith: Color;
  readonly horizon: Color;
  readonly light: Color;
  /** From the farthest ridge to the nearest. */
  readonly ridges: readonly [Color, Color, Color];
}

/** Hues that some words ask for, in degrees; any other word has one of its own. */
const WORDS: Readonly<Record<string, number>> = {
  red: 2,
  ember: 12,
  autumn: 24,
  desert: 32,
  gold: 42,
  spring: 92,
  green: 128,
  forest: 140,
  sea: 188,
  ice: 200,
  blue: 216,
  night: 238,
  violet: 272,
  dusk: 288,
  pink: 326,
  rose: 340,
};

/** The same for the same words, whatever their order. */
export function paletteOf(prompt: string): Palette {
  const words = prompt.toLowerCase().match(/\p{L}+/gu) ?? ['nothing'];
  const known = words.filter((word) => Object.hasOwn(WORDS, word));
  const hues = known.length > 0 ? known.map((word) => WORDS[word]!) : words.map((word) => hash(word) % 360);
  const hue = meanAngle(hues);
  const isNight = words.includes('night');
  const dim = isNight ? 0.55 : 1;
  return {
    zenith: hsl(hue + 30, 0.5, 0.3 * dim),
    horizon: hsl(hue - 14, 0.75, 0.74 * dim),
    light: hsl(hue - 24, 0.9, isNight ? 0.86 : 0.9),
    ridges: [hsl(hue + 2, 0.34, 0.5 * dim), hsl(hue + 14, 0.4, 0.32 * dim), hsl(hue + 26, 0.45, 0.12 * dim)],
  };
}

/** @param share of the way from one to the other */
export function mixPalettes(from: Palette, to: Palette, share: number): Palette {
  return {
    zenith: mix(from.zenith, to.zenith, share),
    horizon: mix(from.horizon, to.horizon, share),
    light: mix(from.light, to.light, share),
    ridges: [0, 1, 2].map((i) => mix(from.ridges[i]!, to.ridges[i]!, share)) as unknown as Palette['ridges'],
  };
}

export function mix(from: Color, to: Color, share: number): Color {
  const at = (channel: 0 | 1 | 2): number => from[channel] + share * (to[channel] - from[channel]);
  return [at(0), at(1), at(2)];
}

function meanAngle(degrees: readonly number[]): number {
  const sum = (part: (angle: number) => number): number =>
    degrees.reduce((total, degree) => total + part((degree * Math.PI) / 180), 0);
  return (Math.atan2(sum(Math.sin), sum(Math.cos)) * 180) / Math.PI;
}

function hash(word: string): number {
  let mixed = 2_166_136_261;
  for (let i = 0; i < word.length; i++) mixed = Math.imul(mixed ^ word.charCodeAt(i), 16_777_619);
  return mixed >>> 0;
}

function hsl(hue: number, saturation: number, lightness: number): Color {
  const channel = (offset: number): number => {
    const turn = (offset + (((hue % 360) + 360) % 360) / 30) % 12;
    const away = Math.max(-1, Math.min(turn - 3, 9 - turn, 1));
    return 255 * (lightness - saturation * Math.min(lightness, 1 - lightness) * away);
  };
  return [channel(0), channel(8), channel(4)];
}
