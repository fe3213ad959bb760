import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const here = dirname(fileURLToPath(import.meta.url));
const library = join(here, '../..');
const FILE = 'reactor_wire/v1/reactor_wire_pb.ts';

it('is what the .proto file generates; after a change to it, run npm run generate in libs/protocol', () => {
  const buf = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');
  const out = mkdtempSync(join(tmpdir(), 'reactor-wire-'));
  try {
    const { status, stderr } = spawnSync(process.execPath, [buf, 'generate', '--output', out], { cwd: library });
    expect([status, String(stderr)]).toEqual([0, '']);
    const fresh = readFileSync(join(out, 'src/wire/generated', FILE), 'utf8');
    expect(readFileSync(join(here, 'generated', FILE), 'utf8')).toBe(fresh);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
