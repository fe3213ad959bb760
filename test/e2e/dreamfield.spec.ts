import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const built = join(root, 'dist', 'models', 'dreamfield', 'dreamfield.onnx');
const FRAME_MS = 1000 / 24;

const run = promisify(execFile);

async function node(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, args, { cwd: root, timeout: 60_000 });
  return stdout;
}

describe('the script that writes dreamfield.onnx', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dreamfield-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('writes the same bytes each time, those that the app was built with', async () => {
    const hashes: string[] = [];
    for (const name of ['one.onnx', 'deeper/two.onnx']) {
      await node('scripts/build-dreamfield.mjs', join(folder, name));
      hashes.push(sha256(await readFile(join(folder, name))));
    }
    expect(new Set([...hashes, sha256(await readFile(built))])).toHaveProperty('size', 1);
  }, 60_000);

  it('asks where to write when it is not told', async () => {
    await expect(node('scripts/build-dreamfield.mjs')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('OUTPUT.onnx'),
    });
  }, 60_000);
});

describe('dreamfield under ONNX Runtime', () => {
  let seen: {
    leastBetweenPrompts: number;
    betweenSame: number;
    mostBetweenFrames: number;
    leastAfterSeconds: number;
    textures: { spread: number; roughness: number }[];
    sharpness: number[];
    sizes: Record<string, { width: number; height: number; bytes: number }>;
    cpuMs: Record<string, number>;
  };

  beforeAll(async () => {
    seen = JSON.parse(await node(join('test', 'e2e', 'dreamfield-probe.mjs')));
  }, 60_000);

  it('paints prompts that look clearly different', () => {
    expect(seen.leastBetweenPrompts).toBeGreaterThan(15);
  });

  it('paints the same prompt the same, to the byte', () => {
    expect(seen.betweenSame).toBe(0);
  });

  it('flows: little changes from frame to frame, much in a few seconds', () => {
    expect(seen.mostBetweenFrames).toBeLessThan(5);
    expect(seen.leastAfterSeconds).toBeGreaterThan(2 * seen.mostBetweenFrames);
  });

  it('is rich in light and dark, and smooth', () => {
    for (const { spread, roughness } of seen.textures) {
      expect(spread).toBeGreaterThan(12);
      expect(roughness).toBeLessThan(0.15);
    }
  });

  it('has no ridge that is a stair at 360p, also where its folds are small', () => {
    expect(Math.max(...seen.sharpness)).toBeLessThan(45);
  });

  it('paints I420 of each size', () => {
    expect(seen.sizes).toEqual({
      '360p': { width: 640, height: 360, bytes: 345_600 },
      '480p': { width: 854, height: 480, bytes: 614_880 },
      '720p': { width: 1280, height: 720, bytes: 1_382_400 },
    });
  });

  it('holds 24 frames a second at 640x360 on one core', () => {
    expect(seen.cpuMs).toEqual({ '360p': expect.any(Number), '480p': expect.any(Number), '720p': expect.any(Number) });
    expect(seen.cpuMs['360p']).toBeLessThan(FRAME_MS);
  });
});

describe('a session of dreamfield', () => {
  let seen: {
    largestStep: number;
    wholeWay: number;
    whileHeld: number;
    largerSizes: string[];
    heldAcrossSizes: number;
    onResume: number;
    afterResume: number;
  };

  beforeAll(async () => {
    seen = JSON.parse(await node(join('test', 'e2e', 'dreamfield-session-probe.mjs')));
  }, 60_000);

  it('travels to a new prompt step by step', () => {
    expect(seen.wholeWay).toBeGreaterThan(15);
    expect(seen.largestStep).toBeLessThan(seen.wholeWay / 3);
  });

  it('shows one picture while paused, and goes on from it', () => {
    expect(seen.whileHeld).toBe(0);
    expect(seen.onResume).toBeGreaterThan(0);
    expect(seen.onResume).toBeLessThan(seen.afterResume);
  });

  it('changes the size of a paused picture at once, and nothing else of it', () => {
    expect(seen.largerSizes).toEqual(['1280x720']);
    expect(seen.heldAcrossSizes).toBe(0);
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
