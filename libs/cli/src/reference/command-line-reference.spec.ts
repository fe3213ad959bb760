import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { format, resolveConfig } from 'prettier';
import { commandLineReference } from './command-line-reference.js';

const COMMITTED = join(import.meta.dirname, '../../../../docs/reference/cli.md');

it('is the committed one; otherwise run: npm run docs:cli', async () => {
  const options = { ...(await resolveConfig(COMMITTED)), parser: 'markdown' };
  expect(readFileSync(COMMITTED, 'utf8')).toBe(await format(commandLineReference(), options));
});
