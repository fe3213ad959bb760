import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const CSS = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

type Rgb = readonly [number, number, number];

/** The tokens of one theme; the light one changes some of the dark one's. */
function tokens(theme: 'dark' | 'light'): Map<string, string> {
  const blocks =
    theme === 'dark' ? [/^:root \{([^}]*)\}/m] : [/^:root \{([^}]*)\}/m, /^:root\[data-theme='light'\] \{([^}]*)\}/m];
  return new Map(
    blocks.flatMap((block) =>
      [...block.exec(CSS)![1]!.matchAll(/--([\w-]+): (#[0-9a-f]{3,8});/g)].map(
        ([, name, value]) => [name!, value!] as const,
      ),
    ),
  );
}

/** `#rrggbb` or `#rrggbbaa` over a background. */
function over(color: string, ground: Rgb): Rgb {
  const [r, g, b, alpha = 255] = color
    .slice(1)
    .match(/../g)!
    .map((pair) => Number.parseInt(pair, 16));
  const mix = (part: number, below: number): number => (part * alpha + below * (255 - alpha)) / 255;
  return [mix(r!, ground[0]), mix(g!, ground[1]), mix(b!, ground[2])];
}

/** WCAG 2.2, relative luminance. */
function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const s = part / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function ratio(text: string, ground: string, below: string): number {
  const surface = over(ground, over(below, [0, 0, 0]));
  const [bright, dim] = [luminance(over(text, surface)), luminance(surface)].sort((a, b) => b - a);
  return (bright! + 0.05) / (dim! + 0.05);
}

/** Text and what it stands on; `a/b` is a translucent `a` over `b`. */
const TEXT: readonly [string, string][] = [
  ...['ground', 'surface', 'raised', 'raised-more', 'well', 'accent-soft/surface'].map(
    (on) => ['text', on] as [string, string],
  ),
  ...['ground', 'surface', 'raised', 'raised-more', 'well'].map((on) => ['text-quiet', on] as [string, string]),
  ...['ground', 'surface', 'raised'].map((on) => ['accent', on] as [string, string]),
  ...['surface', 'ground', 'raised', 'bad-soft/surface'].map((on) => ['bad', on] as [string, string]),
  ['good', 'surface'],
  ['good', 'ground'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-more'],
];

/** What is known by its fill: WCAG asks for 3. */
const SHAPES: readonly [string, string][] = [
  ['control-off', 'surface'],
  ['accent', 'surface'],
  ['warm', 'ground'],
];

describe.each(['dark', 'light'] as const)('the %s theme', (theme) => {
  const all = tokens(theme);
  const measure = (name: string, on: string): number => {
    const [top, below = top] = on.split('/').map((part) => all.get(part)!);
    return ratio(all.get(name)!, top!, below!);
  };

  it.each(TEXT)('has %s on %s readable (WCAG AA, 4.5)', (name, on) => {
    expect(measure(name, on)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SHAPES)('has %s on %s visible (WCAG AA, 3)', (name, on) => {
    expect(measure(name, on)).toBeGreaterThanOrEqual(3);
  });
});
