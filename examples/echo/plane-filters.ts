import type { Plane } from './planes.js';

/** How steep each place is: Sobel's differences across and down. Places at the border count as flat. */
export function slopes({ width, height, data }: Plane): Float32Array {
  const steep = new Float32Array(data.length);
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * width + 1; i < (y + 1) * width - 1; i++) {
      const [above, below] = [i - width, i + width];
      const falling = data[below + 1]! - data[above - 1]!;
      const rising = data[above + 1]! - data[below - 1]!;
      const across = falling + rising + 2 * (data[i + 1]! - data[i - 1]!);
      const down = falling - rising + 2 * (data[below]! - data[above]!);
      steep[i] = Math.hypot(across, down);
    }
  }
  return steep;
}

/** The mean of the neighbours up to `radius` away, along the rows and then along the columns. Twice, to be soft. */
export function blur({ width, height, data }: Plane, radius: number): void {
  if (radius < 1) return;
  const line = new Uint8Array(Math.max(width, height));
  for (let pass = 0; pass < 2; pass++) {
    for (let y = 0; y < height; y++) blurLine(data, y * width, 1, width, radius, line);
    for (let x = 0; x < width; x++) blurLine(data, x, width, height, radius, line);
  }
}

/** One sum moves along the line, so that a wide blur takes no longer than a narrow one. */
function blurLine(
  data: Uint8Array,
  start: number,
  stride: number,
  count: number,
  radius: number,
  line: Uint8Array,
): void {
  for (let i = 0; i < count; i++) line[i] = data[start + i * stride]!;
  const at = (i: number): number => line[i < 0 ? 0 : i >= count ? count - 1 : i]!;
  let sum = 0;
  for (let i = -radius; i <= radius; i++) sum += at(i);
  for (let i = 0; i < count; i++) {
    data[start + i * stride] = sum / (2 * radius + 1);
    sum += at(i + radius + 1) - at(i - radius);
  }
}

/** Blocks of `side`, each of its mean. */
export function pixelate({ width, height, data }: Plane, side: number): void {
  for (let top = 0; top < height; top += side) {
    const bottom = Math.min(height, top + side);
    for (let left = 0; left < width; left += side) {
      const right = Math.min(width, left + side);
      let sum = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += data[y * width + x]!;
      const mean = sum / ((right - left) * (bottom - top));
      for (let y = top; y < bottom; y++) data.fill(mean, y * width + left, y * width + right);
    }
  }
}
