import { resizeTaps, type ResizeTaps, WEIGHT_ONE } from '../resize-taps.js';
import type { TensorForm } from '../tensor-form.js';
import type { KernelMemory } from './kernel-memory.js';
import type { PixelKernels } from './pixel-kernels.js';
import type { PictureBytes, RgbaRows } from './rgba-rows.js';

/** Pixels of a row are weighed in groups of this many. */
const GROUP = 4;

/** Most weights of a row for each pixel of the widest: `from + 3 * to` in all, where both are that wide. */
const WEIGHTS_A_PIXEL = 4;

type Resizing = Pick<TensorForm, 'width' | 'height' | 'resize' | 'crop'>;

/**
 * Resizes a picture row by row, with the bytes that `resizeRgba` gives: the rows that a new one is made of are added by
 * their weights, and what results is resized along the row.
 */
export class RowResizer {
  /** Two rows of the picture: an even one and an odd one, so that the next is never in the place of the last. */
  private readonly rows: readonly [number, number];
  private readonly loaded: [number, number] = [-1, -1];
  private readonly sums: number;
  private readonly sumsArray: Int32Array;
  private readonly lower: number;
  private readonly starts: number;
  private readonly weights: number;
  /** The taps that are in memory, and what they are of. */
  private across: ResizeTaps | undefined;
  private down: ResizeTaps | undefined;
  private prepared = '';

  constructor(
    private readonly kernels: PixelKernels,
    private readonly memory: KernelMemory,
    private readonly source: RgbaRows,
    maxWidth: number,
  ) {
    const row = 4 * maxWidth;
    this.rows = [memory.place(row), memory.place(row)];
    this.sums = memory.place(4 * row);
    this.sumsArray = new Int32Array(memory.bytes.buffer, this.sums, row);
    // `resizeRow` reads pixels beyond the row, as many as an even number of taps may have too many.
    this.lower = memory.place(row + 16);
    this.starts = memory.place(4 * maxWidth);
    this.weights = memory.place(2 * WEIGHTS_A_PIXEL * maxWidth);
  }

  /** For the rows that follow: another picture, or the same one with other bytes. */
  begin({ crop, width, height, resize }: Resizing): void {
    this.loaded.fill(-1);
    const key = [crop.width, crop.height, width, height, resize].join();
    if (key === this.prepared) return;
    this.down = resizeTaps(crop.height, height, resize);
    this.across = resizeTaps(crop.width, width, resize);
    const { buffer } = this.memory.bytes;
    new Int32Array(buffer, this.starts, width).set(this.across.starts.map((start) => 4 * start));
    new Int16Array(buffer, this.weights, this.across.weights.length).set(this.across.weights);
    this.prepared = key;
  }

  /** Writes row `y` of the new picture to address `to`. `begin` was called for it. */
  write(picture: PictureBytes, { width, crop }: Resizing, y: number, to: number): void {
    const { kernels, sums, lower } = this;
    const [down, across] = [this.down!, this.across!];
    const groups = Math.ceil(crop.width / GROUP);
    const left = 4 * crop.x;
    this.sumsArray.fill(WEIGHT_ONE / 2, 0, 4 * GROUP * groups);
    for (let tap = 0; tap < down.taps; tap += 2) {
      const row = crop.y + down.starts[y]! + tap;
      const at = y * down.taps + tap;
      const [one, other] = [down.weights[at]!, down.weights[at + 1]!];
      // A weight of zero may be of a row beyond the last one.
      if (one === 0 && other === 0) continue;
      const first = this.rowAt(picture, row);
      const second = other === 0 ? first : this.rowAt(picture, row + 1);
      kernels.addRows(first + left, second + left, one | (other << 16), sums, groups);
    }
    kernels.cutSums(sums, lower, groups);
    kernels.resizeRow(lower, this.starts, this.weights, across.taps / 2, to, width);
  }

  private rowAt(picture: PictureBytes, row: number): number {
    const place = row % 2 === 0 ? 0 : 1;
    const at = this.rows[place];
    if (this.loaded[place] !== row) {
      this.source.load(picture, row, at);
      this.loaded[place] = row;
    }
    return at;
  }
}
