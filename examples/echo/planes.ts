import { VideoFrame } from '@nestjs-reactor/core';

/** Luma of black and of white, and the chroma of grey. */
export const BLACK = 16;
export const WHITE = 235;
export const GREY = 128;

/** One of a picture's three planes: bytes, rows from the top. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * A picture as cameras and codecs have it: luma for every pixel, and two chroma planes of half its width and height,
 * rounded up. That is half the bytes of RGB, and nothing has to be converted on the way in or out.
 */
export class Planes {
  readonly y: Plane;
  readonly u: Plane;
  readonly v: Plane;

  /** @param data the planes one after the other; painted on in place */
  constructor(
    readonly width: number,
    readonly height: number,
    readonly data: Uint8Array,
  ) {
    const [halfWidth, halfHeight] = [(width + 1) >> 1, (height + 1) >> 1];
    const size = width * height;
    const half = halfWidth * halfHeight;
    this.y = { width, height, data: data.subarray(0, size) };
    this.u = { width: halfWidth, height: halfHeight, data: data.subarray(size, size + half) };
    this.v = { width: halfWidth, height: halfHeight, data: data.subarray(size + half, size + 2 * half) };
  }

  /** A copy of a frame of any format. */
  static from(frame: VideoFrame): Planes {
    const { width, height } = frame;
    const halves = ((width + 1) >> 1) * ((height + 1) >> 1);
    const data = new Uint8Array(width * height + 2 * halves);
    frame.writeI420(data);
    return new Planes(width, height, data);
  }

  frame(): VideoFrame {
    return VideoFrame.i420(this.width, this.height, this.data);
  }
}
