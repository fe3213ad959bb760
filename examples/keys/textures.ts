import type { Color } from '../drawing/canvas.js';

/** Side of a texture, in pixels. */
export const TEXTURE_SIZE = 64;

/** A square of colours, three bytes a pixel. */
export type Texture = Uint8Array;

/** By the character that the map has for it. */
export const WALLS: Readonly<Record<string, Texture>> = {
  '#': paint((x, y) => {
    const row = Math.floor(y / 16);
    const inRow = (x + (row % 2) * 16) % 32;
    const isMortar = y % 16 < 2 || inRow < 2;
    const tone = 0.85 + 0.3 * grain(Math.floor((x + (row % 2) * 16) / 32), row) - 0.12 * grain(x, y);
    return shade(isMortar ? [92, 82, 86] : [176, 92, 70], isMortar ? 1 - 0.2 * grain(x, y) : tone);
  }),
  '%': paint((x, y) => {
    const leaf = 0.5 * grain(x >> 2, y >> 2) + 0.3 * grain(x >> 1, y >> 1) + 0.2 * grain(x, y);
    const isBlossom = grain((x >> 3) + 50, (y >> 3) + 50) > 0.9 && Math.hypot((x % 8) - 3.5, (y % 8) - 3.5) < 2.6;
    const light = 0.5 + 0.8 * leaf - 0.25 * (y / TEXTURE_SIZE);
    return isBlossom ? shade([240, 150, 176], 0.8 + 0.2 * leaf) : shade([66, 138, 74], light);
  }),
  '@': paint((x, y) => {
    const [dx, dy] = [x - 31.5, y - 30];
    const ring = Math.hypot(dx, dy);
    const isCarved = Math.abs(ring - 20) < 2.5 || (ring < 17 && Math.abs(Math.sin(3 * Math.atan2(dy, dx))) < 0.22);
    const isEdge = x < 3 || x > 60 || y < 4 || y > 59;
    return shade([150, 148, 172], (isCarved ? 0.55 : isEdge ? 0.72 : 1) - 0.14 * grain(x, y));
  }),
};

/** Sandstone slabs, four of them. */
export const FLOOR: Texture = paint((x, y) => {
  const isGap = x % 32 < 1 || y % 32 < 1;
  const slab = grain(10 + (x >> 5), 20 + (y >> 5));
  return shade([186, 158, 128], (isGap ? 0.62 : 0.86 + 0.16 * slab) - 0.1 * grain(x, y));
});

function paint(color: (x: number, y: number) => Color): Texture {
  const texture = new Uint8Array(3 * TEXTURE_SIZE * TEXTURE_SIZE);
  for (let y = 0; y < TEXTURE_SIZE; y++) {
    for (let x = 0; x < TEXTURE_SIZE; x++) texture.set(color(x, y), 3 * (y * TEXTURE_SIZE + x));
  }
  return texture;
}

function shade([red, green, blue]: Color, light: number): Color {
  return [Math.min(255, red * light), Math.min(255, green * light), Math.min(255, blue * light)];
}

/** The same number from 0 to 1 for the same place, another for its neighbour. */
function grain(x: number, y: number): number {
  let mixed = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}
