import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { format, resolveConfig } from 'prettier';
import { ERROR_CODES } from '../../errors/index.js';
import { errorReference } from './error-reference.js';

const REFERENCE = join(import.meta.dirname, '../../../../../docs/reference');
const read = (file: string): string => readFileSync(join(REFERENCE, file), 'utf8');

describe('the reference of errors', () => {
  it('is the committed one; otherwise run: npm run docs:errors', async () => {
    const options = { ...(await resolveConfig(join(REFERENCE, 'errors.md'))), parser: 'markdown' };
    expect(read('errors.md')).toBe(await format(errorReference(), options));
  });

  it.each(Object.entries(ERROR_CODES))(
    'says what to do about %s, with options and routes that there are',
    (_, { cause, mend }) => {
      for (const sentence of [cause, mend]) expect(sentence).toMatch(/^[A-Z`].*\.$/);
      for (const [, option] of mend.matchAll(/`([a-z]+\.[a-zA-Z]+)`/g)) {
        expect(`${read('options.md')}${read('limits.md')}`).toContain(`\`${option}\``);
      }
    },
  );
});
