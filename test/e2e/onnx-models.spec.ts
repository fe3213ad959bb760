import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

interface Seen {
  /** Greys of two frames, and the two numbers that they are made of. */
  readonly latent: readonly number[];
  readonly numbers: readonly number[];
  readonly negative: { readonly width: number; readonly height: number; readonly row: readonly number[] };
}

describe('models that name a file, under ONNX Runtime', () => {
  let seen: Seen;

  beforeAll(async () => {
    const { stdout } = await run(process.execPath, ['test/e2e/onnx-models-probe.mjs'], { cwd: root, timeout: 60_000 });
    seen = JSON.parse(stdout) as Seen;
  }, 60_000);

  it('show as frames the pictures of a batch that a network makes of a latent', () => {
    const greys = seen.numbers.map((number) => ((number + 4) / 8) * 255);
    expect(greys[0]).not.toBeCloseTo(greys[1]!, 0);
    seen.latent.forEach((grey, i) => expect(Math.abs(grey - greys[i]!)).toBeLessThanOrEqual(2));
  });

  it('send a camera through a network of float16 in the size that its file fixes', () => {
    const { width, height, row } = seen.negative;
    expect([width, height]).toEqual([6, 4]);
    row.forEach((grey, x) => expect(Math.abs(grey - (x < 3 ? 55 : 215))).toBeLessThanOrEqual(3));
  });
});
