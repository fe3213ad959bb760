/** A loop of pictures that every server of the comparison sends: textured, panning, with a little grain that no frame has again. */
export interface FrameLoop {
  readonly width: number;
  readonly height: number;
  readonly count: number;
}

/** Cell of the texture in pixels, and its strength. */
const OCTAVES: readonly (readonly [cell: number, strength: number])[] = [
  [128, 70],
  [32, 36],
  [8, 18],
  [3, 8],
];

/** How far the camera pans from the middle, in pixels. */
const PAN = { x: 127, y: 63 };

/** Strength of the grain, in steps of luma from the least to the greatest. */
const GRAIN = 8;

/** RGB frames, one after the other; the last one leads to the first without a cut. */
export function* frameLoop({ width, height, count }: FrameLoop): Generator<Uint8Array<ArrayBuffer>> {
  const random = mulberry(1);
  const [fullWidth, fullHeight] = [width + 2 * PAN.x + 2, height + 2 * PAN.y + 2];
  const texture = new Float32Array(fullWidth * fullHeight).fill(126);
  for (const [cell, strength] of OCTAVES) addNoise(texture, fullWidth, cell, strength, random);
  const blue = Float32Array.from({ length: fullWidth }, (_, x) => 50 * Math.sin(x / 60));
  const red = Float32Array.from({ length: fullHeight }, (_, y) => 50 * Math.cos(y / 50));
  for (let n = 0; n < count; n++) {
    const turn = (2 * Math.PI * n) / count;
    const left = Math.round(PAN.x + PAN.x * Math.sin(turn));
    const top = Math.round(PAN.y + PAN.y * Math.sin(2 * turn));
    // Clamped, as a picture of 8 bits is.
    const frame = new Uint8ClampedArray(3 * width * height);
    let at = 0;
    for (let y = 0; y < height; y++) {
      const v = red[top + y]!;
      for (let x = 0; x < width; x++) {
        const luma = texture[(top + y) * fullWidth + left + x]! + GRAIN * (random() - 0.5);
        const u = blue[left + x]!;
        frame[at++] = luma + 1.402 * v;
        frame[at++] = luma - 0.344 * u - 0.714 * v;
        frame[at++] = luma + 1.772 * u;
      }
    }
    yield new Uint8Array(frame.buffer);
  }
}

/** Random values at the corners of cells, and what lies between them. */
function addNoise(plane: Float32Array, width: number, cell: number, strength: number, random: () => number): void {
  const columns = Math.ceil(width / cell) + 1;
  const rows = Math.ceil(plane.length / width / cell) + 1;
  const grid = Float32Array.from({ length: columns * rows }, () => 2 * strength * (random() - 0.5));
  for (let at = 0; at < plane.length; at++) {
    const [x, y] = [(at % width) / cell, Math.floor(at / width) / cell];
    const corner = Math.floor(y) * columns + Math.floor(x);
    const [right, down] = [x % 1, y % 1];
    const above = grid[corner]! * (1 - right) + grid[corner + 1]! * right;
    const below = grid[corner + columns]! * (1 - right) + grid[corner + columns + 1]! * right;
    plane[at]! += above * (1 - down) + below * down;
  }
}

/** The same numbers from 0 to 1 in every run. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
