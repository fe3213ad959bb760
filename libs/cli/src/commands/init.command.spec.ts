import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runProgram } from '../program.js';
import { RecordedTerminal } from '../testing/recorded-terminal.fixture.js';
import { init } from './init.command.js';

let cwd: string;
beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'reactor-init-')));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function run(...args: string[]) {
  const terminal = new RecordedTerminal({ cwd, json: args.includes('--json') });
  const exit = await runProgram([init], ['init', ...args], terminal);
  return { exit, out: terminal.out };
}

const read = (path: string) => readFile(join(cwd, path), 'utf8');

describe('reactor init', () => {
  it('makes a project with the name of its folder, and says what comes next', async () => {
    const { exit, out } = await run('rain-1');
    expect(exit).toBe('ok');
    expect(out).toContain('Next:\n  cd rain-1\n  npm install\n  npm run dev');
    expect(JSON.parse(await read('rain-1/package.json'))).toMatchObject({ name: 'rain-1' });
    expect(await read('rain-1/README.md')).toMatch(/^# rain-1\n/);
    expect(await read('rain-1/README.md')).toContain('`src/waves/waves.model.ts`');
    expect(await read('rain-1/.gitignore')).toContain('node_modules/');
  });

  it('adds what a template needs', async () => {
    const { out } = await run('rain', '--template', 'onnx', '--json');
    const { folder, template, files } = JSON.parse(out) as { folder: string; template: string; files: string[] };
    expect({ folder, template }).toEqual({ folder: join(cwd, 'rain'), template: 'onnx' });
    const written = await readdir(folder, { recursive: true, withFileTypes: true });
    expect(written.filter((entry) => entry.isFile())).toHaveLength(files.length);
    const { dependencies } = JSON.parse(await read('rain/package.json')) as { dependencies: object };
    expect(Object.keys(dependencies)).toEqual(Object.keys(dependencies).sort());
    expect(dependencies).toHaveProperty('onnxruntime-node');
    expect(await read('rain/.npmrc')).toContain('onnxruntime-node-install=skip');
  });

  it('takes the current folder, with a repository in it', async () => {
    await mkdir(join(cwd, 'here', '.git'), { recursive: true });
    cwd = join(cwd, 'here');
    await run('.');
    expect(JSON.parse(await read('package.json'))).toMatchObject({ name: 'here' });
  });

  it('writes nothing into a folder that is not empty', async () => {
    await mkdir(join(cwd, 'full'));
    await writeFile(join(cwd, 'full', 'notes.txt'), 'mine');
    await expect(run('full')).rejects.toMatchObject({
      code: 'already_exists',
      exit: 'project',
      message: `${join(cwd, 'full')} is not empty: it has notes.txt; choose another name, or empty the folder`,
    });
    expect(await readdir(join(cwd, 'full'))).toEqual(['notes.txt']);
  });

  it.each([
    ['bad_name', ['Rain'], 'use small letters'],
    ['bad_name', ['rain cloud'], 'use small letters'],
    ['bad_name', ['node_modules'], 'npm keeps that name'],
    ['bad_name', ['r'.repeat(215)], 'longer than 214'],
    ['usage', ['rain', '--template', 'rust'], '--template must be one of hello, onnx, camera, python, world'],
    ['usage', [], "the name of the project is missing; write 'reactor init NAME'"],
  ])('refuses with %s: %j', async (code, args, message) => {
    await expect(run(...args)).rejects.toMatchObject({
      code,
      exit: 'usage',
      message: expect.stringContaining(message),
    });
    expect(await readdir(cwd)).toEqual([]);
  });
});
