import { VideoFrame } from '@nestjs-reactor/core';
import type { TextLayout } from './text-layout.js';

/** Red, green and blue, 0 to 255. */
export type Color = readonly [number, number, number];

const WHITE: Color = [255, 255, 255];

/** How much of the picture shines through the ground of a text. */
const GROUND = 0.35;

/** A picture to paint on: three bytes a pixel, rows from the top. What lies outside of it is not painted. */
export class Canvas {
  readonly data: Uint8Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8Array(3 * width * height);
  }

  fill(x: number, y: number, width: number, height: number, [red, green, blue]: Color): void {
    this.eachRow(x, y, width, height, (from, to) => {
      for (let i = from; i < to; i += 3) {
        this.data[i] = red;
        this.data[i + 1] = green;
        this.data[i + 2] = blue;
      }
    });
  }

  /** @param light what a channel keeps: 0 is black, 1 changes nothing */
  dim(x: number, y: number, width: number, height: number, light: number): void {
    this.eachRow(x, y, width, height, (from, to) => {
      for (let i = from; i < to; i++) this.data[i]! *= light;
    });
  }

  text({ ground, dots }: TextLayout, color: Color = WHITE): void {
    this.dim(ground.x, ground.y, ground.width, ground.height, GROUND);
    for (const dot of dots) this.fill(dot.x, dot.y, dot.width, dot.height, color);
  }

  /** The picture as it is now: the frame shares the canvas's bytes, and goes to the runtime before they change. */
  frame(): VideoFrame {
    return VideoFrame.rgb(this.width, this.height, this.data);
  }

  private eachRow(
    x: number,
    y: number,
    width: number,
    height: number,
    paint: (from: number, to: number) => void,
  ): void {
    const left = Math.max(0, Math.round(x));
    const right = Math.min(this.width, Math.round(x + width));
    if (left >= right) return;
    for (let row = Math.max(0, Math.round(y)); row < Math.min(this.height, Math.round(y + height)); row++) {
      paint(3 * (row * this.width + left), 3 * (row * this.width + right));
    }
  }
}
