import { VideoFrame } from '@nestjs-reactor/core';
import { Canvas, type Color } from '../drawing/canvas.js';
import { layoutLine } from '../drawing/text-layout.js';
import { mix, mixPalettes, type Palette, paletteOf } from './palette.js';
import { type Column, RIDGES, Terrain } from './terrain.js';

/** Columns that come in with each frame. */
const SPEED = 3;

/** The way from the top to the water, and how much of the landscape the water gives back. */
const WATER = 0.78;
const REFLECTION = 0.55;

/** Pixels of forty letters. */
const LONGEST_LABEL = 250;

/** Share of the way to another palette in each column. */
const CHANGE = 0.02;

/** A scroll that is painted at its right end, and moves to the left under the viewer's eyes. */
export class Panorama {
  private readonly canvas: Canvas;
  private readonly terrain: Terrain;
  private palette: Palette;
  /** Where chunks begin that are in sight, and the prompt where another one begins with them. */
  private marks: { readonly chunk: number; readonly prompt: string | undefined; x: number }[] = [];
  private prompt: string | undefined;

  constructor(width: number, height: number, seed: number, prompt: string) {
    this.canvas = new Canvas(width, height);
    this.terrain = new Terrain(seed + 1);
    this.palette = paletteOf(prompt);
    for (let x = 0; x < width; x++) this.paintColumn(x, this.terrain.next());
  }

  /** Where a chunk begins is seen in the picture from now on. */
  mark(chunk: number, prompt: string): void {
    this.marks.push({ chunk, prompt: prompt === this.prompt ? undefined : prompt, x: this.canvas.width });
    this.prompt = prompt;
  }

  /** One frame further. @returns a frame with a buffer of its own: several are in a chunk */
  next(prompt: string): VideoFrame {
    const { width, height, data } = this.canvas;
    for (let y = 0; y < height; y++) data.copyWithin(3 * y * width, 3 * (y * width + SPEED), 3 * (y + 1) * width);
    const target = paletteOf(prompt);
    for (let x = width - SPEED; x < width; x++) {
      this.palette = mixPalettes(this.palette, target, CHANGE);
      this.paintColumn(x, this.terrain.next());
    }
    for (const mark of this.marks) mark.x -= SPEED;
    this.marks = this.marks.filter(({ x }) => x > -LONGEST_LABEL);
    return this.labelled();
  }

  private labelled(): VideoFrame {
    const picture = new Canvas(this.canvas.width, this.canvas.height);
    picture.data.set(this.canvas.data);
    for (const { chunk, prompt, x } of this.marks) {
      picture.dim(x, 0, 1, picture.height, 0.85);
      picture.text(layoutLine(String(chunk), x + 6, 6, 1));
      if (prompt !== undefined) picture.text(layoutLine(prompt.slice(0, 40), x + 6, 18, 1));
    }
    return picture.frame();
  }

  private paintColumn(x: number, column: Column): void {
    const { width, height, data } = this.canvas;
    const water = Math.round(WATER * height);
    for (let y = 0; y < height; y++) {
      const color = y < water ? this.landAt(y / height, column) : this.waterAt(y, water, height, column);
      data.set(color, 3 * (y * width + x));
    }
  }

  /** @param down from the top, in shares of the height */
  private landAt(down: number, { ridges, trees, moon }: Column): Color {
    const { zenith, horizon, light, ridges: colors } = this.palette;
    const up = WATER - down;
    if (up < Math.max(trees, ridges[2]!)) return colors[2];
    for (const i of [1, 0] as const) {
      // Towards their feet they fade into the haze.
      if (up < ridges[i]!) return mix(horizon, colors[i], 0.4 + 0.6 * Math.min(1, up / (1.5 * RIDGES[i].mean)));
    }
    const sky = mix(zenith, horizon, (down / WATER) ** 1.3);
    const fromMoon = Math.hypot(moon, (down - 0.2) * 13.5);
    if (fromMoon < 1) return light;
    return mix(sky, light, 0.45 * Math.exp(-(fromMoon - 1) / 1.6));
  }

  private waterAt(y: number, water: number, height: number, column: Column): Color {
    const depth = y - water;
    const ripple = depth % 4 === 0 ? 0.12 : 0;
    const mirrored = this.landAt((water - depth * 2.4 - 1) / height, column);
    return mix(this.palette.ridges[2], mirrored, REFLECTION + ripple - (0.3 * depth) / (height - water));
  }
}
