import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { installPacked, PACKAGES, ROOT } from '../support/packed-packages.js';

const LIMIT_MS = 120_000;

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'own-application-'));
  await cp(join(ROOT, 'test', 'own-application'), directory, { recursive: true });
  const tools = [
    '@jest/globals',
    '@nestjs/testing',
    '@swc/core',
    '@swc/jest',
    '@types/node',
    'jest',
    'typescript',
    'vitest',
  ];
  await installPacked(directory, tools);
}, LIMIT_MS);

afterAll(() => rm(directory, { recursive: true, force: true }), LIMIT_MS);

/** @returns what the compiler says, nothing where all is well */
async function compile(application: string, ...flags: string[]): Promise<string> {
  const compiler = join(directory, 'node_modules', 'typescript', 'bin', 'tsc');
  const project = ['-p', join(directory, application)];
  const said = promisify(execFile)(process.execPath, [compiler, ...project, ...flags]);
  return said.then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
}

function start(application: string): Promise<AppProcess> {
  return AppProcess.start({ script: relative(ROOT, join(directory, application, 'dist', 'main.js')) });
}

/** Each example of a package's README as a source of the application's. */
async function copyExamples(folder: string): Promise<void> {
  const text = await readFile(join(ROOT, 'libs', folder, 'README.md'), 'utf8');
  const examples = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
  expect(examples.length).toBeGreaterThan(0);
  for (const [index, code] of examples.entries()) {
    const model = /from '\.\/(\S+)\.js'/.exec(examples[index + 1] ?? '')?.[1];
    await writeFile(join(directory, 'esm', 'src', `${model ?? `${folder}-readme-${index}`}.ts`), code);
  }
}

describe('the packages outside of this repository', () => {
  it(
    'compile without skipLibCheck, and show a picture',
    async () => {
      for (const folder of PACKAGES) await copyExamples(folder);
      expect(await compile('esm', '--skipLibCheck', 'false')).toBe('');
      const app = await start('esm');
      const viewer = new NativeViewer();
      try {
        await app.becomes('ready');
        await viewer.join(app.url);
        await viewer.sees(1);
        expect(await (await fetch(`${app.url}/`)).text()).toContain('<script type="module"');
      } finally {
        await viewer.kill();
        await app.stop();
      }
    },
    LIMIT_MS,
  );

  it(
    'are tested by vitest as the guide says',
    async () => {
      const vitest = join(directory, 'node_modules', 'vitest', 'vitest.mjs');
      const { stdout } = await promisify(execFile)(process.execPath, [vitest, 'run'], {
        cwd: join(directory, 'esm'),
        env: { ...process.env, NO_COLOR: '1' },
      });
      expect(stdout).toMatch(/Tests +1 passed \(1\)/);
    },
    LIMIT_MS,
  );

  it(
    'are tested by jest as the guide says',
    async () => {
      const spec = join(directory, 'esm', 'src', 'app.spec.ts');
      await writeFile(spec, (await readFile(spec, 'utf8')).replace("from 'vitest'", "from '@jest/globals'"));
      const jest = [join(directory, 'node_modules', 'jest', 'bin', 'jest.js'), '--no-cache'];
      const { stderr } = await promisify(execFile)(process.execPath, ['--experimental-vm-modules', ...jest], {
        cwd: join(directory, 'esm'),
      });
      expect(stderr).toMatch(/Tests: +1 passed, 1 total/);
    },
    LIMIT_MS,
  );

  it(
    'work in CommonJS',
    async () => {
      expect(await compile('cjs', '--skipLibCheck')).toBe('');
      const app = await start('cjs');
      try {
        await app.becomes('ready');
      } finally {
        await app.stop();
      }
    },
    LIMIT_MS,
  );
});
