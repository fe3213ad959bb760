import { BLACK, GREY, type Plane, type Planes, WHITE } from './planes.js';
import { blur, pixelate, slopes } from './plane-filters.js';

/** Paints over a picture. @param intensity from 0, which changes nothing, to 1 */
type Effect = (picture: Planes, intensity: number) => void;

/** The chroma of an old photograph. */
const SEPIA = { u: 108, v: 146 };

/** Radius of the widest blur and side of the largest block, as shares of the picture's height. */
const WIDEST_BLUR = 1 / 40;
const LARGEST_BLOCK = 1 / 16;

export const EFFECTS = {
  none: () => undefined,
  grayscale: ({ u, v }, intensity) => {
    recolor(u, intensity, () => GREY);
    recolor(v, intensity, () => GREY);
  },
  sepia: ({ u, v }, intensity) => {
    recolor(u, intensity, () => SEPIA.u);
    recolor(v, intensity, () => SEPIA.v);
  },
  edges: (picture, intensity) => {
    const steep = slopes(picture.y);
    for (let i = 0; i < steep.length; i++) {
      const luma = picture.y.data[i]!;
      picture.y.data[i] = luma + intensity * (Math.min(WHITE, BLACK + steep[i]!) - luma);
    }
    EFFECTS.grayscale(picture, intensity);
  },
  invert: ({ y, u, v }, intensity) => {
    recolor(y, intensity, (luma) => BLACK + WHITE - luma);
    recolor(u, intensity, (chroma) => 2 * GREY - chroma);
    recolor(v, intensity, (chroma) => 2 * GREY - chroma);
  },
  blur: ({ y, u, v }, intensity) => {
    const radius = Math.round(intensity * WIDEST_BLUR * y.height);
    blur(y, radius);
    for (const chroma of [u, v]) blur(chroma, Math.round(radius / 2));
  },
  pixelate: ({ y, u, v }, intensity) => {
    // Even, so that the blocks of luma and chroma lie upon each other.
    const half = Math.round((intensity * LARGEST_BLOCK * y.height) / 2);
    if (half === 0) return;
    pixelate(y, 2 * half);
    for (const chroma of [u, v]) pixelate(chroma, half);
  },
} as const satisfies Record<string, Effect>;

export type EffectName = keyof typeof EFFECTS;

/** Moves every value towards `target` of it. */
function recolor({ data }: Plane, intensity: number, target: (value: number) => number): void {
  const table = Uint8ClampedArray.from({ length: 256 }, (_, value) => value + intensity * (target(value) - value));
  for (let i = 0; i < data.length; i++) data[i] = table[data[i]!]!;
}
