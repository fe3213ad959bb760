import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** Rows of 32 greys: of an even picture, of one with a step from 60 to 180 in its middle. */
interface Seen {
  readonly flat: Record<string, number[]>;
  readonly step: Record<string, number[]>;
  readonly half: number[];
  readonly none: number[];
}

describe('onnx-filter under ONNX Runtime', () => {
  let seen: Seen;

  beforeAll(async () => {
    const { stdout } = await run(process.execPath, ['test/e2e/onnx-filter-probe.mjs'], { cwd: root, timeout: 60_000 });
    seen = JSON.parse(stdout) as Seen;
  }, 60_000);

  const places = (row: number[], fits: (grey: number) => boolean): number[] =>
    row.flatMap((grey, x) => (fits(grey) ? [x] : []));

  it.each([
    ['edges', 0],
    ['emboss', 128],
    ['sharpen', 100],
    ['blur', 100],
  ])('makes with %s an even picture of %d, up to its border', (filter, grey) => {
    expect(places(seen.flat[filter]!, (value) => Math.abs(value - grey) > 2)).toEqual([]);
  });

  it('lights up the bright side of an edge, and nothing else', () => {
    expect(places(seen.step['edges']!, (grey) => grey > 60)).toEqual([16, 17]);
  });

  it('embosses an edge, and nothing else', () => {
    expect(places(seen.step['emboss']!, (grey) => grey > 160)).toEqual([14, 15, 16, 17]);
    expect(places(seen.step['emboss']!, (grey) => Math.abs(grey - 128) > 2)).toEqual([14, 15, 16, 17]);
  });

  it('sharpens an edge by darker and brighter sides', () => {
    expect(seen.step['sharpen']!.slice(14, 18)).toEqual([expect.closeTo(60, -1), 0, 255, expect.closeTo(180, -1)]);
  });

  it('blurs an edge over four places', () => {
    const slope = seen.step['blur']!.slice(13, 19);
    expect(slope).toEqual(slope.toSorted((a, b) => a - b));
    expect(new Set(slope).size).toBe(6);
  });

  it('mixes by strength', () => {
    expect(places(seen.half, (grey) => Math.abs(grey - 50) > 2)).toEqual([]);
    expect(places(seen.none, (grey) => grey < 120)).toEqual(Array.from({ length: 16 }, (_, x) => x));
  });
});
