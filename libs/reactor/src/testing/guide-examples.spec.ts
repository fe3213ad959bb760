import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../../..');
const GUIDES = join(ROOT, 'docs/guides');

/** Snippets that a guide takes from a file: the file's path in a comment, then its text. */
const EXAMPLES = readdirSync(GUIDES).flatMap((guide) =>
  [...readFileSync(join(GUIDES, guide), 'utf8').matchAll(/<!-- (\S+\.ts) -->\n\n```ts\n(.*?)```/gs)].map(
    ([, path, text]) => ({ guide, path: path!, text: text! }),
  ),
);

it.each(EXAMPLES)('$guide shows $path as it is', ({ path, text }) => {
  expect(text).toBe(readFileSync(join(ROOT, path), 'utf8'));
});

it('finds the example of the testing guide', () => {
  expect(EXAMPLES.map(({ guide }) => guide)).toContain('testing.md');
});
