import { VideoFrame } from '@nestjs-reactor/core';
import type { Walker } from './walker.js';

const EYE_METERS = 1.7;
/** Where the ground is no longer seen. */
const FARTHEST_METERS = 60;
const SKY = [110, 160, 225] as const;
const HAZE = [205, 215, 230] as const;
const FIELDS = [
  [96, 140, 70],
  [150, 160, 84],
  [120, 110, 72],
  [70, 118, 82],
] as const;

/** Fields under a sky, from where somebody stands. */
export class Landscape {
  private readonly pixels: Uint8Array;

  /** Size of the picture, in pixels. */
  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.pixels = new Uint8Array(width * height * 3);
  }

  paint({ x, y, heading, pitch }: Walker): VideoFrame {
    const { width, height, pixels } = this;
    const horizon = height * (0.5 + pitch);
    const [east, south] = [Math.cos(heading), Math.sin(heading)];
    for (let row = 0, i = 0; row < height; row++) {
      // How far the ground is in this row; the sky has none.
      const meters = row > horizon ? (EYE_METERS * height) / (row - horizon) : Infinity;
      const clear = meters < FARTHEST_METERS ? 1 - meters / FARTHEST_METERS : 0;
      const above = Math.min(1, Math.max(0, (horizon - row) / height));
      for (let column = 0; column < width; column++, i += 3) {
        const side = meters * (column / height - width / height / 2);
        const color = clear > 0 ? fieldAt(x + meters * east - side * south, y + meters * south + side * east) : SKY;
        const share = clear > 0 ? clear : above;
        for (let c = 0; c < 3; c++) pixels[i + c] = HAZE[c] + (color[c] - HAZE[c]) * share;
      }
    }
    return VideoFrame.rgb(width, height, pixels);
  }
}

/** The colour of the ground: fields of four meters, each planted by its number. */
function fieldAt(x: number, y: number): readonly [number, number, number] {
  const [column, row] = [Math.floor(x / 4), Math.floor(y / 4)];
  return FIELDS[((column * 7 + row * 13) ^ (column * row)) & 3];
}
