import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { it } from '@jest/globals';
import { testPython } from '../../scripts/python-environment.mjs';

/** A Python for tests, or why there is none. */
export interface TestPython {
  /** Path of the interpreter. */
  readonly python: string;
  /** Has an app choose it for models that name none. */
  readonly env: Readonly<Record<string, string>>;
  /** `it`, or where there is none `it.skip`. */
  readonly test: typeof it | typeof it.skip;
  /** For the names of the tests: why they are skipped; else empty. */
  readonly unless: string;
}

/**
 * An interpreter that has these modules: that of the test environment of this name, which `.ci/run` makes, or the system's.
 * `REACTOR_TEST_PYTHON` names another one.
 */
export function pythonWith(environment: string, ...modules: readonly string[]): TestPython {
  const candidates = [process.env['REACTOR_TEST_PYTHON'], testPython(environment), 'python3'];
  const python = candidates.find((each) => each !== undefined && hasModules(each, modules));
  if (python !== undefined) {
    const env: TestPython['env'] = isAbsolute(python) ? { VIRTUAL_ENV: dirname(dirname(python)) } : {};
    return { python, env, test: it, unless: '' };
  }
  const unless = ` (skipped: no Python has ${modules.join(', ')}; node scripts/python-environment.mjs ${environment} installs them)`;
  return { python: 'python3', env: {}, test: it.skip, unless };
}

function hasModules(python: string, modules: readonly string[]): boolean {
  if (isAbsolute(python) && !existsSync(python)) return false;
  const script = ['import sys', 'assert sys.version_info >= (3, 10)', ...modules.map((name) => `import ${name}`)];
  return spawnSync(python, ['-c', script.join('; ')], { stdio: 'ignore' }).status === 0;
}
