import { VideoFrame } from '@nestjs-reactor/core';

/** Colours that run into each other: shown until a camera sends. */
export function testPicture(width: number, height: number): VideoFrame {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      pixels[i] = (255 * x) / width;
      pixels[i + 1] = (255 * y) / height;
      pixels[i + 2] = 128;
    }
  }
  return VideoFrame.rgb(width, height, pixels);
}
