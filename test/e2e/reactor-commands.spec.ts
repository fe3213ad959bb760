import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PNG } from 'pngjs';
import { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';

const REACTOR = join(import.meta.dirname, '..', '..', 'libs', 'cli', 'bin', 'reactor.js');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let app: AppProcess;
let folder: string;
beforeAll(async () => {
  app = await AppProcess.start({ models: ['hello', 'brightness'] });
  folder = await mkdtemp(join(tmpdir(), 'reactor-commands-'));
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], REACTOR_URL: app.url };
}

function reactor(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [REACTOR, ...args],
      { cwd: folder, env: environment(), timeout: 60_000, killSignal: 'SIGKILL' },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
    );
  });
}

/** Of all pixels, 0 to 255. */
function meanOf(png: Buffer): number {
  const { data } = PNG.sync.read(png);
  return data.reduce((sum, value, i) => (i % 4 === 3 ? sum : sum + value), 0) / (0.75 * data.length);
}

describe('reactor against a running server', () => {
  it('prints its schema, and writes a client for it', async () => {
    const { out, code } = await reactor('schema', '--json');
    expect([code, JSON.parse(out)]).toEqual([0, await (await fetch(`${app.url}/schema`)).json()]);
    expect(await reactor('client', '--out', 'models', '--url', `${app.url}/models/brightness`)).toEqual({
      code: 0,
      out: 'wrote models/brightness.ts\n',
      err: '',
    });
    expect(await readFile(join(folder, 'models', 'brightness.ts'), 'utf8')).toContain('set_image');
  });

  it('shows what a command changed', async () => {
    const means: number[] = [];
    for (const brightness of ['0.9', '0.1']) {
      const called = await reactor('call', 'set_brightness', `brightness=${brightness}`, '--start', '--json');
      expect([called.code, called.err]).toEqual([0, '']);
      const answer = JSON.parse(called.out) as Readonly<Record<string, unknown>>;
      expect(answer).toMatchObject({ command: 'set_brightness', turn: expect.any(Number), frame: expect.any(Number) });
      const saved = await reactor('snapshot', '--out', 'pictures/now.png', '--start', '--json');
      expect([saved.code, saved.err]).toEqual([0, '']);
      const file = join(folder, 'pictures', 'now.png');
      expect(JSON.parse(saved.out)).toMatchObject({ file, width: 640, height: 360 });
      means.push(meanOf(await readFile(file)));
    }
    expect(means[0]! / means[1]!).toBeGreaterThan(3);
  });

  it('uploads a file, and prints the reply', async () => {
    const png = PNG.sync.write(new PNG({ width: 4, height: 4 }));
    await writeFile(join(folder, 'photo.png'), png);
    const url = `${app.url}/models/brightness`;
    const { code, out, err } = await reactor(
      'call',
      'set_image',
      'image=@photo.png',
      '--start',
      '--json',
      '--url',
      url,
    );
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ message: { type: 'image_set', data: { filename: 'photo.png' } } });
    const text = await reactor('call', 'get_state', '--url', url);
    expect(text.out).toMatch(
      /^get_state holds from frame \d+, turn \d+; answered after \d+ ms\nbrightness_snapshot \{/,
    );
  });

  it.each([
    [2, 'usage', ['call', 'set_brightness', 'brightness=bright'], "brightness must be a number (got 'bright')"],
    [2, 'usage', ['call', 'paint'], "hello has no command 'paint'; it has set_brightness"],
    [
      4,
      'invalid_command',
      ['call', 'set_brightness', 'brightness=7', '--start'],
      'brightness must be at most 1 (got 7)',
    ],
    [4, 'unknown_track', ['snapshot', '--out', 'a.png', '--track', 'smell', '--start'], 'is no output with pictures'],
    [3, 'unreachable', ['call', 'set_brightness', '--url', 'http://127.0.0.1:9'], 'nothing answers at'],
    [
      6,
      'not_found',
      ['call', 'set_image', 'image=@none.png', '--start', '--url', '{url}/models/brightness'],
      'cannot be read',
    ],
  ])('ends with %i and %s', async (code, name, args, message) => {
    const ended = await reactor(...args.map((one) => one.replace('{url}', app.url)), '--json');
    expect([ended.code, ended.out]).toEqual([code, '']);
    const { error } = JSON.parse(ended.err) as { error: { code: string; message: string } };
    expect(error).toEqual({ code: name, message: expect.stringContaining(message) });
  });

  it('says how to see a model that nobody watches', async () => {
    await fetch(`${app.url}/stop_session`, { method: 'POST' });
    await app.becomes('ready');
    const { code, err } = await reactor('snapshot', '--out', 'a.png');
    expect([code, err]).toEqual([4, expect.stringContaining('--start joins the session, or starts one')]);
  });
});

describe('reactor watch', () => {
  it('prints as many samples as it is asked for', async () => {
    const { session_id } = (await (await fetch(`${app.url}/start_session`, { method: 'POST' })).json()) as {
      session_id: string;
    };
    const { code, out } = await reactor('watch', '--json', '--count', '2', '--every', '0.2');
    expect(code).toBe(0);
    const samples = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(samples).toHaveLength(2);
    for (const sample of samples) expect(sample).toMatchObject({ model: 'hello', session_id, connections: [] });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('waits for a session, and ends with %s', async (signal) => {
    await fetch(`${app.url}/stop_session`, { method: 'POST' });
    await app.becomes('ready');
    const child: ChildProcess = spawn(process.execPath, [REACTOR, 'watch', '--every', '30'], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let err = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
    await until('it to wait', () => err.includes('hello has no session (ready); waiting for one'));
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
  });
});
