import { i420Size } from '../libs/reactor/src/media/i420.js';
import { VideoFrame } from '../libs/reactor/src/media/video-frame.js';
import { medians } from './medians.js';

const CAMERAS = [
  [640, 360],
  [1280, 720],
] as const;
const SIDE = 512;

/** What a model without `toTensor` does: two nearest pixels of each axis, scaled, planes of red, green and blue. */
function plainLoop(frame: VideoFrame, width: number, height: number, target: Float32Array): void {
  const pixels = frame.toRgba();
  const plane = width * height;
  for (let y = 0; y < height; y++) {
    const row = Math.max(0, ((y + 0.5) * frame.height) / height - 0.5);
    const top = Math.floor(row);
    const bottom = Math.min(top + 1, frame.height - 1);
    for (let x = 0; x < width; x++) {
      const column = Math.max(0, ((x + 0.5) * frame.width) / width - 0.5);
      const left = Math.floor(column);
      const right = Math.min(left + 1, frame.width - 1);
      for (let channel = 0; channel < 3; channel++) {
        const at = (line: number, place: number) => pixels[4 * (line * frame.width + place) + channel]!;
        const above = at(top, left) + (at(top, right) - at(top, left)) * (column - left);
        const below = at(bottom, left) + (at(bottom, right) - at(bottom, left)) * (column - left);
        target[channel * plane + y * width + x] = (above + (below - above) * (row - top)) / 255;
      }
    }
  }
}

/** The same at the camera's own size: only scaled. */
function plainScale(frame: VideoFrame, target: Float32Array): void {
  const pixels = frame.toRgba();
  const plane = frame.width * frame.height;
  for (let i = 0, pixel = 0; pixel < plane; pixel++, i += 4) {
    target[pixel] = pixels[i]! / 255;
    target[plane + pixel] = pixels[i + 1]! / 255;
    target[2 * plane + pixel] = pixels[i + 2]! / 255;
  }
}

/** From a camera's picture, I420, to the numbers of a network: a plain loop against `toTensor`. */
function main(): void {
  console.log(
    '| camera | tensor | plain loop ms | float32 ms | float16 ms | area, float32 ms |\n|---|---|---|---|---|---|',
  );
  for (const [width, height] of CAMERAS) {
    const bytes = Uint8Array.from({ length: i420Size(width, height) }, () => 256 * Math.random());
    const frame = VideoFrame.i420(width, height, bytes);
    for (const size of [
      { width, height },
      { width: SIDE, height: SIDE },
    ]) {
      const floats = new Float32Array(3 * size.width * size.height);
      const halves = new Uint16Array(floats.length);
      const isSame = size.width === width;
      const figures = medians([
        () => (isSame ? plainScale(frame, floats) : plainLoop(frame, SIDE, SIDE, floats)),
        () => frame.toTensor({ size }, floats),
        () => frame.toTensor({ size, dtype: 'float16' }, halves),
        () => frame.toTensor({ size, resize: 'area' }, floats),
      ]);
      console.log(`| ${width}x${height} | ${size.width}x${size.height} | ${figures.join(' | ')} |`);
    }
  }
}

main();
