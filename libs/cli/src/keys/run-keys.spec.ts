import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const BIN = join(ROOT, 'libs', 'cli', 'bin', 'reactor.js');

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reactor-keys-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** The built program, in this repository. */
function keys(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { PATH: process.env['PATH'], REACTOR_CLOUD_DIR: directory } };
    execFile(process.execPath, [BIN, 'keys', ...args], options, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

describe('reactor keys', () => {
  it('makes a key, lists it without its text, and withdraws it', async () => {
    const made = await keys('create', '--name', 'shop', '--model', 'hello', '--max-sessions', '2', '--json');
    const { key, id, ...facts } = JSON.parse(made.out) as { key: string; id: string };
    expect(key).toMatch(/^rk_/);
    expect(facts).toMatchObject({ name: 'shop', models: ['hello'], max_sessions: 2 });
    const listed = await keys('list');
    expect(listed.out).toBe(`${id}  shop: view, control, publish; hello\n`);
    expect(await keys('withdraw', id)).toMatchObject({ code: 0, out: `${id} (shop) is withdrawn.\n` });
    expect((await keys('list')).out).toContain(', withdrawn ');
  }, 60_000);

  it.each([
    [['create'], 'a key needs a name'],
    [['create', '--name', 'a', '--role', 'admin'], '--role must be one of view, control, publish, operate'],
    [['withdraw'], 'which key?'],
    [['withdraw', 'nobody'], 'no API key has the id "nobody"'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await keys(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('says what to do where other users may read the keys', async () => {
    await keys('create', '--name', 'a');
    await chmod(join(directory, 'keys.json'), 0o644);
    const { code, err } = await keys('list');
    expect(code).not.toBe(0);
    expect(err).toContain('chmod 600');
  });
});
