import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('the README', () => {
  it('quotes the smallest example to the letter', () => {
    const quote = /<!-- (\S+) -->\n\n```ts\n([\s\S]*?)```/.exec(readme);
    expect(quote?.[1]).toBe('examples/hello/hello.model.ts');
    expect(quote?.[2]).toBe(readFileSync(join(ROOT, 'examples/hello/hello.model.ts'), 'utf8'));
  });

  it.each(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/reference/signaling.md'])(
    'and %s link to files that exist',
    (file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      const links = [...text.matchAll(/\]\(((?!https?:)[^)#\s]+)/g)].map((match) => match[1]!);
      const missing = links.filter((link) => !existsSync(join(ROOT, dirname(file), link)));
      expect(missing).toEqual([]);
      expect(links.length).toBeGreaterThan(0);
    },
  );
});
