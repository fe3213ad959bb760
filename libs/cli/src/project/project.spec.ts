import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Project } from './project.js';

/** In place of the framework: a model is what has a name. */
const CORE = `export const modelsOf = (exports) => new Map(Object.values(exports).flatMap((value) => (value?.model ? [[value.model, value]] : [])));`;

const run = promisify(execFile);

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'reactor-project-')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** What the built code says of the project, in a process of its own: jest resolves packages by rules of its own. */
async function ask(expression: string): Promise<unknown> {
  const code = `
    import { Project } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../dist/project/project.js')).href)};
    const project = await Project.find('.');
    const said = await (async () => ${expression})().catch(({ code, message }) => ({ code, message }));
    console.log(JSON.stringify(said));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: folder });
  return JSON.parse(stdout);
}

const PACKAGE = { 'package.json': '{"type":"module"}' };
const INSTALLED = {
  'node_modules/@nestjs-reactor/core/package.json': '{"type":"module","exports":"./index.js"}',
  'node_modules/@nestjs-reactor/core/index.js': CORE,
};
const BUILT = {
  'dist/main.js': '',
  'dist/a/lamp.model.js': `export class Lamp { static model = 'lamp'; }\nexport const other = 1;`,
  'dist/lamp.state.js': `throw new Error('it is no model, and is not imported');`,
};

describe('a project', () => {
  it('is found from a folder within it, and starts with dist/main.js', async () => {
    await write({ ...PACKAGE, 'src/deep/down.ts': '' });
    const project = await Project.find(join(folder, 'src', 'deep'));
    expect(project).toMatchObject({ folder, main: join(folder, 'dist', 'main.js') });
  });

  it('starts with what its package.json names', async () => {
    await write({ 'package.json': '{"main":"build/index.js"}' });
    expect((await Project.find(folder)).main).toBe(join(folder, 'build', 'index.js'));
  });

  it('is refused where its package.json is no JSON', async () => {
    await write({ 'package.json': '{' });
    await expect(Project.find(folder)).rejects.toMatchObject({ code: 'bad_file', exit: 'project' });
  });

  it('has the models that its compiled files export', async () => {
    await write({ ...PACKAGE, ...INSTALLED, ...BUILT, 'dist/fan.model.js': `export const fan = { model: 'fan' };` });
    expect(await ask('[...(await project.models()).keys()]')).toEqual(['lamp', 'fan']);
    expect(await ask(`await project.model('fan')`)).toEqual({ model: 'fan' });
    expect(await ask('await project.model()')).toEqual({
      code: 'usage',
      message: 'the project has several models; name one with --model: lamp, fan',
    });
    expect(await ask(`await project.model('door')`)).toEqual({
      code: 'unknown_model',
      message: "no model is called 'door'; there is lamp, fan",
    });
  });

  it('needs no name for its only model, and takes the framework through a link too', async () => {
    const [manifest, code] = Object.values(INSTALLED);
    await write({ ...PACKAGE, ...BUILT, 'elsewhere/package.json': manifest!, 'elsewhere/index.js': code! });
    await mkdir(join(folder, 'node_modules/@nestjs-reactor'), { recursive: true });
    await symlink(join(folder, 'elsewhere'), join(folder, 'node_modules/@nestjs-reactor/core'), 'junction');
    expect(await ask('(await project.model()).model')).toBe('lamp');
  });

  it.each([
    ['not_built', PACKAGE, "build the project with 'npm run build'"],
    ['bad_project', { ...PACKAGE, 'dist/main.js': '' }, "install it with 'npm install @nestjs-reactor/core'"],
    ['unknown_model', { ...PACKAGE, ...INSTALLED, 'dist/main.js': '' }, 'export it from a file that is called so'],
    [
      'bad_file',
      { ...PACKAGE, ...INSTALLED, 'dist/main.js': '', 'dist/x.model.js': `throw new Error('no GPU')` },
      'x.model.js cannot be imported: no GPU',
    ],
  ])('says %s, and what to do', async (code, files, advice) => {
    await write(files);
    expect(await ask('await project.models()')).toEqual({ code, message: expect.stringContaining(advice) });
  });
});
