import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const run = promisify(execFile);

it('stops a pattern that searches without end in the worker, while the server and other sessions go on', async () => {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'hostile-rules-probe.mjs')], {
    timeout: 60_000,
  });
  const seen = JSON.parse(stdout) as { outcome: object; meanwhile: number; longestGapMs: number; good: boolean };
  expect(seen.outcome).toMatchObject({ ok: false, code: 'invalid_command', rules: 'expired' });
  // In the second that the check took: on the server's thread it would have been none.
  expect(seen.meanwhile).toBeGreaterThan(5);
  expect(seen.longestGapMs).toBeLessThan(700);
  expect(seen.good).toBe(true);
}, 60_000);
