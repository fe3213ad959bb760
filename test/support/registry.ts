import { spawnSync } from 'node:child_process';
import { it } from '@jest/globals';

const LIMIT_MS = 15_000;

/** `it` where the npm registry answers, else `it.skip`, with the reason for the names of the tests. */
export function withRegistry(): { readonly test: typeof it | typeof it.skip; readonly unless: string } {
  const { status } = spawnSync('npm', ['view', 'rxjs', 'version'], { timeout: LIMIT_MS, stdio: 'ignore' });
  return status === 0 ? { test: it, unless: '' } : { test: it.skip, unless: ' (skipped: no npm registry answers)' };
}
