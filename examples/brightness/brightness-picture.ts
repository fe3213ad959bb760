import type { VideoFrame } from '@nestjs-reactor/core';
import { Canvas } from '../drawing/canvas.js';
import type { Pixels } from '../drawing/image-thread.js';
import { coverWith } from '../drawing/fit-image.js';
import { layoutCaption } from '../drawing/text-layout.js';

/** A channel at brightness 1, where nothing is darker. */
const HALF = 128;

/** Pixels that the bar moves on from frame to frame. */
const BAR_STEP = 4;

/** A red ramp or the reference image, and a green bar that moves over it, all times the brightness. */
export class BrightnessPicture {
  private readonly canvas: Canvas;
  private readonly ground: Uint8Array;
  private readonly lit: Uint8ClampedArray;
  private litWith: number | undefined;

  constructor(
    readonly width: number,
    readonly height: number,
    readonly image?: Pixels,
  ) {
    this.canvas = new Canvas(width, height);
    this.ground = image === undefined ? redRamp(width, height) : opaque(coverWith(image, width, height));
    this.lit = new Uint8ClampedArray(this.ground.length);
  }

  /** @param step frames since the bar was at the left edge */
  paint(step: number, brightness: number, caption: string): VideoFrame {
    const { canvas, width, height } = this;
    this.light(brightness);
    canvas.data.set(this.lit);
    const bar = width / 20;
    const x = ((step * BAR_STEP) % (width + bar)) - bar;
    canvas.fill(x, 0, bar, height, [0, Math.min(255, HALF * brightness), 0]);
    for (const line of layoutCaption(caption, width, height)) canvas.text(line);
    return canvas.frame();
  }

  /** Only what changes is computed anew: at 4K this pass would not be done 30 times a second. */
  private light(brightness: number): void {
    if (brightness === this.litWith) return;
    for (let i = 0; i < this.ground.length; i++) this.lit[i] = this.ground[i]! * brightness;
    this.litWith = brightness;
  }
}

/** From black at the top. */
function redRamp(width: number, height: number): Uint8Array {
  const ground = new Uint8Array(3 * width * height);
  for (let i = 0; i < ground.length; i += 3) ground[i] = (HALF * Math.floor(i / 3 / width)) / (height - 1);
  return ground;
}

/** Without alpha; what is transparent shows black. */
function opaque({ width, height, data }: Pixels): Uint8Array {
  const ground = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    const alpha = data[4 * i + 3]! / 255;
    for (let channel = 0; channel < 3; channel++) ground[3 * i + channel] = data[4 * i + channel]! * alpha;
  }
  return ground;
}
