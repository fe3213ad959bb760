import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HAS_SOFTWARE_GPU, softwareGpu } from '../support/software-gpu.js';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

interface Seen {
  /** What the two networks ran on. */
  readonly providers: readonly string[];
  /** Greys of two frames, and the two numbers that they are made of. */
  readonly latent: readonly number[];
  readonly numbers: readonly number[];
  readonly negative: { readonly width: number; readonly height: number; readonly row: readonly number[] };
}

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'software-gpu-'))));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(['cpu', ...(HAS_SOFTWARE_GPU ? ['webgpu'] : [])])(
  'models that name a file, by ONNX Runtime on %s',
  (provider) => {
    let seen: Seen;

    beforeAll(async () => {
      const gpu = provider === 'webgpu' ? softwareGpu(folder) : {};
      const { stdout } = await run(process.execPath, ['test/e2e/onnx-models-probe.mjs', provider], {
        cwd: root,
        env: { ...process.env, ...gpu },
        timeout: 60_000,
      });
      seen = JSON.parse(stdout.trim().split('\n').at(-1)!) as Seen;
    }, 60_000);

    it('run there, and report it', () => {
      expect(seen.providers).toEqual([provider, provider]);
    });

    it('show as frames the pictures of a batch that a network makes of a latent', () => {
      const greys = seen.numbers.map((number) => ((number + 4) / 8) * 255);
      expect(greys[0]).not.toBeCloseTo(greys[1]!, 0);
      seen.latent.forEach((grey, i) => expect(Math.abs(grey - greys[i]!)).toBeLessThanOrEqual(2));
    });

    it('send a camera through a network in the size that its file fixes', () => {
      const { width, height, row } = seen.negative;
      expect([width, height]).toEqual([6, 4]);
      row.forEach((grey, x) => expect(Math.abs(grey - (x < 3 ? 55 : 215))).toBeLessThanOrEqual(3));
    });
  },
);
