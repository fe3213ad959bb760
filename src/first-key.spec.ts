import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeyRing } from '@nestjs-reactor/core';
import { firstKey } from './first-key.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reactor-cloud-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('firstKey', () => {
  it('makes a key once, and shows it once', async () => {
    expect(await firstKey(directory)).toMatch(/: rk_[0-9a-f]{12}_[\w-]{43}$/);
    expect(await new KeyRing(directory).list()).toMatchObject([
      { name: 'first', roles: ['view', 'control', 'publish'] },
    ]);
    expect(await firstKey(directory)).not.toContain('rk_');
    expect(await new KeyRing(directory).list()).toHaveLength(1);
  });
});
