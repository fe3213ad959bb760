import { colorsOfWord } from './color-words.js';
import { type Oklab, oklabOfHex, oklabOfHue, rotateHue } from './oklab.js';
import { SeededRandom } from '../seeded-random.js';

/** Colours of a palette, from dark to light; the network has as many places for them. */
export const PALETTE_STOPS = 6;

/** Moods beyond the third would mix to mud. */
const MAX_MOODS = 3;

/** Degrees of hue that prompts of one mood may differ by. */
const MAX_NUDGE = 12;

/** Hue in degrees over the palette's stops, for prompts without a colour word. */
const SCHEMES: readonly (readonly number[])[] = [
  [0, 15, 35, 60, 85, 105],
  [0, -20, -45, 150, 170, 190],
  [0, 30, 120, 140, 220, 240],
  [0, 200, 210, 30, 45, 60],
  [0, -25, -60, -100, -140, -170],
];

const LIGHTNESS = [0.16, 0.34, 0.52, 0.68, 0.82, 0.95];
const CHROMA = [0.07, 0.15, 0.2, 0.19, 0.15, 0.06];

/**
 * @param words of the prompt, in order: the first three that have a colour make the palette, by hash where none has
 * @returns six colours from dark to light
 */
export function paletteOf(words: readonly string[]): Oklab[] {
  const random = new SeededRandom(`palette ${words.join(' ')}`);
  const moods = [...new Set(words.map(colorsOfWord).filter((colors) => colors !== undefined))].slice(0, MAX_MOODS);
  if (moods.length === 0) return hashedPalette(random);
  const nudge = MAX_NUDGE * (2 * random.uniform() - 1);
  const colors = moods
    .flat()
    .map((hex) => rotateHue(oklabOfHex(hex), nudge))
    .sort(([a], [b]) => a - b);
  return Array.from({ length: PALETTE_STOPS }, (_, stop) =>
    moods.length === 1 ? between(colors, stop / (PALETTE_STOPS - 1)) : strongest(colors, stop),
  );
}

function hashedPalette(random: SeededRandom): Oklab[] {
  const base = 360 * random.uniform();
  const scheme = SCHEMES[Math.floor(random.uniform() * SCHEMES.length)]!;
  const turn = random.uniform() < 0.5 ? 1 : -1;
  const strength = 0.8 + 0.4 * random.uniform();
  return scheme.map((offset, stop) => oklabOfHue(LIGHTNESS[stop]!, CHROMA[stop]! * strength, base + turn * offset));
}

/** Of the colours that are as light as a stop wants, the one with the most chroma: mixtures of moods would be grey. */
function strongest(colors: readonly Oklab[], stop: number): Oklab {
  const share = colors.length / PALETTE_STOPS;
  const group = colors.slice(Math.floor(stop * share), Math.floor((stop + 1) * share));
  return group.reduce((best, color) => (chromaOf(color) > chromaOf(best) ? color : best));
}

function chromaOf([, a, b]: Oklab): number {
  return Math.hypot(a, b);
}

/** @param at from 0, the first colour, to 1, the last; between two it is their mixture */
function between(colors: readonly Oklab[], at: number): Oklab {
  const place = at * (colors.length - 1);
  const index = Math.min(Math.floor(place), colors.length - 2);
  const share = place - index;
  const [low, high] = [colors[index]!, colors[index + 1]!];
  return [0, 1, 2].map((axis) => low[axis]! + (high[axis]! - low[axis]!) * share) as unknown as Oklab;
}
