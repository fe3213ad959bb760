import { InputField, InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';
import { drawBarcode } from './barcode.js';

class LatencyState extends InputState {
  @InputField({ default: 0, type: 'integer', min: 0, max: 2 ** 31 })
  marker!: number;

  @InputField({ default: 640, choices: [640, 1280, 1920] })
  width!: number;

  @InputField({
    default: 0,
    type: 'integer',
    min: 0,
    max: 100,
    description: 'Strength of a grain that no frame has again',
  })
  grain!: number;
}

class LatencyOutput {
  @Video() mainVideo!: VideoFrame;
}

/** Milliseconds of the wall clock, in 32 bits: they wrap after seven weeks. */
export function clock(): number {
  return Math.round(performance.timeOrigin + performance.now()) >>> 0;
}

/** Pictures that move, and say when they were made and which command they have seen. */
@ReactorModel({ name: 'latency', file: import.meta.url, state: LatencyState, output: LatencyOutput, fps: 30 })
export class Latency extends ReactorPipeline<LatencyState, LatencyOutput> {
  *inference() {
    for (let frame = 0; ; frame++) {
      const { width, marker, grain } = this.state;
      const height = (width * 9) / 16;
      const data = paint(width, height, frame);
      if (grain > 0) roughen(data.subarray(0, width * height), grain, frame);
      drawBarcode(data, width, 0, clock());
      drawBarcode(data, width, 1, marker);
      yield { mainVideo: VideoFrame.i420(width, height, data) };
    }
  }
}

/** The same, twice as often. */
@ReactorModel({ name: 'fast_latency', file: import.meta.url, state: LatencyState, output: LatencyOutput, fps: 60 })
export class FastLatency extends Latency {}

const textures = new Map<number, Uint8Array>();

/** A texture that pans: enough for an encoder to do, cheap to draw. */
function paint(width: number, height: number, frame: number): Uint8Array {
  const texture = textures.get(width) ?? weave(2 * width, height);
  textures.set(width, texture);
  const data = new Uint8Array((width * height * 3) / 2).fill(128);
  const shift = (frame * 4) % width;
  for (let y = 0; y < height; y++) {
    const from = y * 2 * width + shift;
    data.set(texture.subarray(from, from + width), y * width);
  }
  return data;
}

/** A prime, so that the grain of one frame is far from that of the next. */
const GRAIN_STEP = 100_003;

const noise = new Uint8Array(2 ** 21).map((_, i) => Math.imul(i + 1, 2_654_435_761) >>> 24);

function roughen(luma: Uint8Array, grain: number, frame: number): void {
  let at = (frame * GRAIN_STEP) % noise.length;
  for (let i = 0; i < luma.length; i++) {
    luma[i] = luma[i]! + ((noise[at]! * grain) >> 8);
    at = (at + 1) & (noise.length - 1);
  }
}

function weave(width: number, height: number): Uint8Array {
  const luma = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const period = (2 * Math.PI * x) / (width / 2);
      luma[y * width + x] =
        126 + 40 * Math.sin(7 * period + y / 23) + 30 * Math.sin(31 * period - y / 7) + 20 * Math.sin(y / 3);
    }
  }
  return luma;
}
