import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('the README', () => {
  it('quotes the smallest example to the letter', () => {
    const quote = /<!-- (\S+) -->\n\n```ts\n([\s\S]*?)```/.exec(readme);
    expect(quote?.[1]).toBe('examples/hello/hello.model.ts');
    expect(quote?.[2]).toBe(readFileSync(join(ROOT, 'examples/hello/hello.model.ts'), 'utf8'));
  });
});
