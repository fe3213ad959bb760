import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { ROOT } from '../support/packed-packages.js';
import { withRegistry } from '../support/registry.js';

const LIMIT_MS = 240_000;
const registry = withRegistry();

describe('the public API', () => {
  registry.test(
    `has a docstring at every name, and becomes pages without a dead link${registry.unless}`,
    () => {
      const script = join(ROOT, 'scripts', 'docs-api.mjs');
      const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      expect({ status, stdout, stderr: status === 0 ? '' : stderr }).toEqual({
        status: 0,
        stdout: 'wrote 9 modules to docs/reference/api\n',
        stderr: '',
      });
      expect(existsSync(join(ROOT, 'docs/reference/api/@nestjs-reactor/core/functions/pythonModel.md'))).toBe(true);
    },
    LIMIT_MS,
  );
});
