import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launcher } from '@nestjs-reactor/python';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { programModel } from './program-model.js';
import { pythonModel } from './python-model.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'python-model-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a Python model', () => {
  it('is started by its interpreter, in its folder, with the name of its class on the wire', () => {
    const { source } = pythonModel({ entry: 'sunny:SunnySea', cwd: folder, python: '/usr/bin/python3' });
    expect(source).toMatchObject({
      name: 'sunny_sea',
      className: 'SunnySea',
      manifest: { name: 'sunny_sea', tracks: [] },
      program: {
        command: '/usr/bin/python3',
        args: ['-u', launcher, '--entry=sunny:SunnySea', '--runtime=reactor-worker'],
        cwd: folder,
      },
    });
  });

  it('gets the path of its configuration, and what is added to its environment', async () => {
    await writeFile(join(folder, 'sunny.yaml'), '');
    const { source } = pythonModel({
      entry: 'sunny:Sunny',
      name: 'noon',
      cwd: folder,
      python: 'python3',
      config: 'sunny.yaml',
      env: { CUDA_VISIBLE_DEVICES: '1' },
      instances: 2,
      restart: 'keep-session',
    });
    expect(source.program?.args.at(-1)).toBe(`--config=${join(folder, 'sunny.yaml')}`);
    expect(source.program?.env).toMatchObject({ CUDA_VISIBLE_DEVICES: '1' });
    expect(source).toMatchObject({ name: 'noon', instances: 2, restart: 'keep-session' });
  });

  it('runs in the environment of its folder, where there is one', async () => {
    const bin = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
    const python = join(folder, '.venv', ...bin);
    await mkdir(join(python, '..'), { recursive: true });
    await writeFile(python, '');
    expect(pythonModel({ entry: 'sunny:Sunny', cwd: folder }).source.program?.command).toBe(python);
    expect(pythonModel({ entry: 'sunny:Sunny', cwd: folder, python: './other/python' }).source.program?.command).toBe(
      join(folder, 'other', 'python'),
    );
  });

  it('is loaded again when a file changes beside it, or in a package around it', async () => {
    await mkdir(join(folder, 'models', 'sea'), { recursive: true });
    const { watched } = pythonModel({ entry: 'models.sea:Sunny', cwd: folder }).source;
    expect(watched).toMatchObject({
      folders: [folder, join(folder, 'models'), join(folder, 'models', 'sea')],
      recursive: false,
    });
    expect(['sea.py', 'sunny.yaml', 'notes.md'].map((file) => watched?.names.test(file))).toEqual([true, true, false]);
  });

  it.each([
    [{ entry: 'sunny.py' }, /entry must be 'module:Class'.*got "sunny.py"/],
    [
      { entry: 'sunny:Sunny', runtime: 'jython' as 'reactor-runtime' },
      /runtime must be one of reactor-worker, reactor-/,
    ],
    [{ entry: 'sunny:Sunny', cwd: '/nowhere' }, /cwd \/nowhere is no folder; correct cwd/],
    [{ entry: 'sunny:Sunny', config: 'none.yaml' }, /there is no file .*none.yaml; correct config/],
    [{ entry: 'sunny:_Sunny' }, /its name must have small letters/],
    [{ entry: 'sunny:Sunny', instances: 0 }, /instances must be a whole number from 1 to 1024 \(got 0\)/],
  ])('is refused for %j', (options, message) => {
    expect(() => pythonModel(options)).toThrow(expect.objectContaining({ code: 'bad_configuration' }));
    expect(() => pythonModel(options)).toThrow(message);
  });
});

describe('a program', () => {
  it('is looked up in its folder where it is a path, and in PATH where it is a name', () => {
    const command = (name: string): string | undefined =>
      programModel({ name: 'rusty', command: name, cwd: folder }).source.program?.command;
    expect([command('./bin/rusty'), command('rusty')]).toEqual([join(folder, 'bin', 'rusty'), 'rusty']);
  });

  it('is refused without a name or a command', () => {
    expect(() => programModel({ name: 'Rusty One', command: 'rusty' })).toThrow('its name must have small letters');
    expect(() => programModel({ name: 'rusty', command: '' })).toThrow('it names no program; set command');
  });
});
