import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { pythonWith } from '../support/python.js';

const ROOT = join(import.meta.dirname, '..', '..');
const PACKAGE = join(ROOT, 'libs', 'python');

const LIMIT_MS = 60_000;

const { python, test, unless } = pythonWith('client', 'numpy', 'websockets', 'aiortc', 'pytest');

let app: AppProcess | undefined;
afterEach(async () => {
  await app?.stop();
  app = undefined;
});

/** What it printed, one JSON value a line. */
async function run(...args: readonly string[]): Promise<unknown[]> {
  const { stdout } = await promisify(execFile)(python, args, {
    cwd: PACKAGE,
    timeout: LIMIT_MS,
    env: { ...process.env, PYTHONPATH: 'src', PYTHONDONTWRITEBYTECODE: '1' },
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

describe('the Python client', () => {
  test(
    `counts the frames of a real server and sets its prompt${unless}`,
    async () => {
      app = await AppProcess.start({ models: ['dreamfield'] });
      await app.becomes('ready');
      const [watched, refused] = await run(join(ROOT, 'examples/clients/watch.py'), app.url);
      const { frames, shape, frame } = watched as { frames: number; shape: number[]; frame: number };
      expect(frames).toBeGreaterThanOrEqual(30);
      expect(shape[2]).toBe(3);
      expect(frame).toBeGreaterThan(1);
      expect(refused).toEqual({ code: 'invalid_command', field: 'prompt' });
    },
    LIMIT_MS,
  );

  test(
    `sends pictures to a model${unless}`,
    async () => {
      app = await AppProcess.start({ models: ['echo'] });
      await app.becomes('ready');
      const [seen] = await run(join(ROOT, 'examples/clients/camera.py'), app.url);
      const { shape, grey } = seen as { shape: number[]; grey: number };
      expect(shape).toEqual([240, 320, 3]);
      expect(Math.abs(grey - 180)).toBeLessThan(6);
    },
    LIMIT_MS,
  );

  test(
    `passes its tests${unless}`,
    async () => {
      const pytest = ['-m', 'pytest', '-p', 'no:cacheprovider', 'tests/test_client.py'];
      const { stdout } = await promisify(execFile)(python, pytest, { cwd: PACKAGE, timeout: LIMIT_MS });
      expect(stdout).not.toContain('skipped');
    },
    LIMIT_MS,
  );
});
