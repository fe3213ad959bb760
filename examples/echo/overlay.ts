import { VideoFrame } from '@nestjs-reactor/core';
import type { Pixels } from '../drawing/image-thread.js';
import { coverWith } from '../drawing/fit-image.js';
import { type Plane, Planes } from './planes.js';

interface Fitted {
  readonly picture: Planes;
  /** Opacity of each pixel, 0 to 255. */
  readonly alpha: Uint8Array;
}

/** A client's image over the picture; its transparent parts let the picture through. */
export class Overlay {
  private fitted: Fitted | undefined;

  /** @param strength 0 hides it, 1 shows nothing else */
  constructor(
    private readonly image: Pixels,
    private readonly strength: number,
  ) {}

  blendOver(picture: Planes): void {
    const { picture: over, alpha } = this.fit(picture.width, picture.height);
    this.blend(picture.y, over.y, (i) => alpha[i]!);
    for (const [plane, overPlane] of [
      [picture.u, over.u],
      [picture.v, over.v],
    ] as const) {
      // A place of chroma stands for four pixels, and takes the opacity of the first.
      this.blend(
        plane,
        overPlane,
        (i) => alpha[2 * (Math.floor(i / plane.width) * picture.width + (i % plane.width))]!,
      );
    }
  }

  private blend({ data }: Plane, { data: over }: Plane, alpha: (i: number) => number): void {
    for (let i = 0; i < data.length; i++) data[i]! += (over[i]! - data[i]!) * this.strength * (alpha(i) / 255);
  }

  /** Scaled anew only when the camera's size changes. */
  private fit(width: number, height: number): Fitted {
    if (this.fitted?.picture.width === width && this.fitted.picture.height === height) return this.fitted;
    const { data } = coverWith(this.image, width, height);
    this.fitted = {
      picture: Planes.from(VideoFrame.rgba(width, height, data)),
      alpha: Uint8Array.from({ length: width * height }, (_, i) => data[4 * i + 3]!),
    };
    return this.fitted;
  }
}
