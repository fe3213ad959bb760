import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { pythonWith } from '../support/python.js';

const ROOT = join(import.meta.dirname, '..', '..');
const PACKAGE = join(ROOT, 'libs', 'python');

const LIMIT_MS = 300_000;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'python-package-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** @returns everything it wrote, where it failed */
function run(python: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string | undefined {
  const { status, stdout, stderr } = spawnSync(python, args, {
    cwd: PACKAGE,
    encoding: 'utf8',
    // Ends it also while this thread waits for it.
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
  });
  return status === 0 ? undefined : `${args.join(' ')} ended with ${status}\n${stdout}${stderr}`;
}

describe('the Python package', () => {
  const built = pythonWith('worker', 'numpy', 'pytest', 'build', 'hatchling');
  built.test(
    `passes its tests from its wheel${built.unless}`,
    async () => {
      const build = ['-m', 'build', '--wheel', '--no-isolation', '--outdir', folder];
      expect(run(built.python, build)).toBeUndefined();
      const [wheel] = (await readdir(folder)).filter((file) => file.endsWith('.whl'));
      expect(wheel).toMatch(/^nestjs_reactor_worker-.*-py3-none-any\.whl$/);
      const target = join(folder, 'installed');
      const install = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-index', '--target', target];
      expect(run(built.python, [...install, join(folder, wheel!)])).toBeUndefined();
      const pytest = ['-m', 'pytest', '-p', 'no:cacheprovider', '-o', 'pythonpath=tests'];
      expect(run(built.python, pytest, { PYTHONPATH: target })).toBeUndefined();
    },
    LIMIT_MS,
  );

  const linted = pythonWith('worker', 'ruff', 'mypy', 'numpy', 'pytest');
  linted.test(
    `is clean under ruff and mypy${linted.unless}`,
    () => {
      const noCache = { RUFF_NO_CACHE: 'true', MYPY_CACHE_DIR: join(folder, 'mypy') };
      expect(run(linted.python, ['-m', 'ruff', 'check', '.'], noCache)).toBeUndefined();
      expect(run(linted.python, ['-m', 'ruff', 'format', '--check', '.'], noCache)).toBeUndefined();
      expect(run(linted.python, ['-m', 'mypy'], noCache)).toBeUndefined();
      // What is outside of the package: examples, benches and fixtures.
      expect(run(linted.python, ['-m', 'ruff', 'check', ROOT], noCache)).toBeUndefined();
      expect(run(linted.python, ['-m', 'ruff', 'format', '--check', ROOT], noCache)).toBeUndefined();
    },
    LIMIT_MS,
  );
});
