import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
// @ts-expect-error A script without types.
import { sourcesHash } from '../../../scripts/fanout-sources.mjs';

const WASM = join(import.meta.dirname, '..', 'wasm');

describe('the committed WebAssembly file', () => {
  const record = JSON.parse(readFileSync(join(WASM, 'fanout.json'), 'utf8')) as { wasm: string; sources: string };

  it('is the one that its record names', () => {
    const file = readFileSync(join(WASM, 'fanout.wasm'));
    expect(createHash('sha256').update(file).digest('hex')).toBe(record.wasm);
  });

  it('was built from the source as it is now', () => {
    expect((sourcesHash as () => string)()).toBe(record.sources);
  });
});
