import type { Pixels } from './image-thread.js';

/** The middle of a picture, scaled so that it covers `width` by `height`: the mean of what falls on a pixel. */
export function coverWith(image: Pixels, width: number, height: number): Pixels {
  const scale = Math.min(image.width / width, image.height / height);
  const left = (image.width - width * scale) / 2;
  const top = (image.height - height * scale) / 2;
  const data = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    const rows = span(top + y * scale, scale, image.height);
    for (let x = 0; x < width; x++) {
      const columns = span(left + x * scale, scale, image.width);
      mean(image, columns, rows, data, 4 * (y * width + x));
    }
  }
  return { width, height, data };
}

type Span = readonly [from: number, to: number];

/** Pixels that one pixel stands for: at least one, within the picture. */
function span(from: number, length: number, limit: number): Span {
  const first = Math.min(limit - 1, Math.max(0, Math.floor(from)));
  return [first, Math.min(limit, Math.max(first + 1, Math.round(from + length)))];
}

function mean(image: Pixels, [left, right]: Span, [top, bottom]: Span, target: Uint8Array, at: number): void {
  const count = (right - left) * (bottom - top);
  for (let channel = 0; channel < 4; channel++) {
    let sum = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) sum += image.data[4 * (y * image.width + x) + channel]!;
    }
    target[at + channel] = sum / count;
  }
}
