import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');

/** Runs the built command. It is stopped where it does not end by itself, as it would with a server in it. */
function schema(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['dist/schema.js', ...args],
      { cwd: ROOT, timeout: 60_000, killSignal: 'SIGKILL' },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
    );
  });
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reactor-schema-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('npm run schema', () => {
  it('prints the schema of one model, and nothing else', async () => {
    const { code, out, err } = await schema('--model', 'dreamfield', '--version', '1.4.0');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'dreamfield', version: 'v1.4.0' },
      paths: { '/events/set_prompt': {} },
    });
  });

  it('writes it to a file, in folders that are not there yet', async () => {
    const file = join(folder, 'a', 'b', 'hello.json');
    const { code, out } = await schema('--model', 'hello', '--out', file);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    const text = await readFile(file, 'utf8');
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toMatchObject({ info: { title: 'hello', version: 'v0.0.0' } });
  });

  it.each([
    [[], 'name the model: npm run schema -- --model NAME'],
    [['--model', 'nobody'], "No model is called 'nobody'."],
    [['--model', 'hello', '--version', 'latest'], "'latest' is not a release tag; write it as v1.4.0"],
    [['--modle', 'hello'], "Unknown option '--modle'"],
  ])('fails with %j and says why', async (args, message) => {
    const { code, out, err } = await schema(...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(message);
  });
});
