import { readFileSync } from 'node:fs';
import { BITS, BLOCK } from '../barcode.js';

/** Frames of a file, one after the other for ever, with numbers drawn on them. */
export class PaintedFrames {
  private readonly frames: Buffer;
  private next = 0;

  constructor(
    path: string,
    readonly width: number,
    readonly height: number,
  ) {
    this.frames = readFileSync(path);
  }

  /** @returns RGB, with as many rows of numbers as `ROWS` says */
  paint(marker: number): Uint8Array {
    const size = 3 * this.width * this.height;
    const number = this.next;
    this.next = (number + 1) % (this.frames.length / size);
    const picture = new Uint8Array(this.frames.subarray(number * size, (number + 1) * size));
    const madeMs = Math.round(performance.timeOrigin + performance.now()) >>> 0;
    [madeMs, marker, number].forEach((value, row) => this.draw(picture, row, value));
    return picture;
  }

  private draw(picture: Uint8Array, row: number, value: number): void {
    for (let bit = 0; bit < BITS; bit++) {
      const shade = (value >>> (BITS - 1 - bit)) & 1 ? 255 : 0;
      for (let y = row * BLOCK; y < (row + 1) * BLOCK; y++) {
        const at = 3 * (y * this.width + bit * BLOCK);
        picture.fill(shade, at, at + 3 * BLOCK);
      }
    }
  }
}
