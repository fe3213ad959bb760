import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEMPLATES } from '../../libs/cli/src/init/template.js';
import { AppProcess } from '../support/app-process.js';
import { linkBins } from '../support/link-bins.js';
import { NativeViewer } from '../support/native-viewer.js';
import { installPacked, ROOT } from '../support/packed-packages.js';
import { pythonWith } from '../support/python.js';
import { withRegistry } from '../support/registry.js';
import { until } from '../support/until.js';

const LIMIT_MS = 180_000;
const run = promisify(execFile);
const python = pythonWith('worker', 'numpy');
const registry = withRegistry();

/** npm as somebody runs it in his shell: nothing of the npm that started this test. */
const ENV = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  NO_COLOR: '1',
  ONNXRUNTIME_NODE_INSTALL: 'skip',
  ...python.env,
};

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reactor-init-'));
  await installPacked(directory, ['@types/node', 'onnxruntime-node', 'typescript', 'vite', 'vitest']);
  await linkBins(directory, ['@nestjs-reactor/cli', 'typescript', 'vitest']);
}, LIMIT_MS);

afterAll(() => rm(directory, { recursive: true, force: true }), LIMIT_MS);

/** @returns what it prints on standard output */
async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('npm', args, { cwd, env: ENV, maxBuffer: 1 << 24 }).catch(
    (error: Error & { stdout: string }) => {
      throw new Error(`npm ${args.join(' ')}: ${error.message}\n${error.stdout}`);
    },
  );
  return stdout;
}

async function init(...args: readonly string[]): Promise<void> {
  const program = join(directory, 'node_modules', '@nestjs-reactor', 'cli', 'bin', 'reactor.js');
  await run(process.execPath, [program, 'init', ...args], { cwd: directory, env: ENV });
}

/** Waits until the model has loaded. @returns the address */
async function ready(url: string): Promise<string> {
  const isReady = async () => ((await (await fetch(`${url}/session`)).json()) as { state: string }).state === 'ready';
  await until('the model to be ready', isReady, 60_000);
  return url;
}

/** Waits for pictures of the application. */
async function watch(url: string): Promise<void> {
  const viewer = new NativeViewer();
  try {
    await viewer.join(await ready(url));
    await viewer.sees(10);
  } finally {
    await viewer.kill();
  }
}

describe('a project of reactor init', () => {
  for (const template of TEMPLATES) {
    const [test, unless] = template === 'python' ? [python.test, python.unless] : [it, ''];
    test(
      `from the template ${template} compiles, passes its tests, and streams${unless}`,
      async () => {
        await init(template, '--template', template);
        const project = join(directory, template);
        await npm(project, 'run', 'typecheck');
        expect(await npm(project, 'test')).toMatch(/Tests +\d+ passed \(\d+\)/);
        await npm(project, 'run', 'build');
        const script = relative(ROOT, join(project, 'dist', 'main.js'));
        const app = await AppProcess.start({ script, env: python.env });
        try {
          await watch(app.url);
        } finally {
          await app.stop();
        }
        // What stands for the name is replaced everywhere.
        await expect(run('grep', ['-rl', 'reactor-project', project])).rejects.toMatchObject({ code: 1 });
      },
      LIMIT_MS,
    );
  }
});

describe('reactor dev and run', () => {
  const project = () => join(directory, 'edited');
  const model = () => join(project(), 'src', 'waves', 'waves.model.ts');

  /** A command of reactor that serves; `text` is what it has printed. */
  function serve(...args: readonly string[]) {
    const program = join(directory, 'node_modules', '@nestjs-reactor', 'cli', 'bin', 'reactor.js');
    const child = spawn(process.execPath, [program, ...args], { cwd: project(), env: ENV });
    const log = { text: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (log.text += text));
    }
    const opened = () => until('the address', () => /^Open (\S+)$/m.exec(log.text)?.[1], 60_000);
    const ended = async () => {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return child.exitCode;
    };
    const stop = () => {
      child.kill('SIGTERM');
      return ended();
    };
    return { log, opened, ended, stop };
  }

  it(
    'shows an edited model to the viewers that are there, and serves the build in the end',
    async () => {
      await init('edited');
      const dev = serve('dev', '--port', '0');
      const viewer = new NativeViewer();
      try {
        await viewer.join(await ready(await dev.opened()));
        await viewer.sees(1);
        const source = await readFile(model(), 'utf8');
        await writeFile(model(), source.replace('return VideoFrame', 'this.pixels.fill(255);\n    return VideoFrame'));
        await until('a white picture', async () => (await viewer.look()).luma > 220, 60_000);
        // The first picture may come before the line.
        await until('the word of the new version', () => dev.log.text.includes('a new version of waves runs'));
        expect(dev.log.text).not.toContain('the app restarts');
      } finally {
        await viewer.kill();
        expect(await dev.stop()).toBe(0);
      }
      const app = serve('run', '--port', '0');
      await watch(await app.opened());
      expect(await app.stop()).toBe(0);
      await rm(join(project(), 'dist'), { recursive: true });
      const unbuilt = serve('run');
      expect(await unbuilt.ended()).toBe(6);
      expect(unbuilt.log.text).toContain("build the project with 'npm run build'");
    },
    LIMIT_MS,
  );
});

describe('from an empty folder', () => {
  registry.test(
    `there is a picture of one's own in under two minutes, by reactor init, npm install and npm start${registry.unless}`,
    async () => {
      const startedMs = performance.now();
      const project = join(directory, 'fresh');
      await init('fresh');
      // As from a registry that has them: each is found in the version that the others want.
      const tarballs = (await readdir(directory)).filter((file) => file.endsWith('.tgz'));
      await npm(project, 'install', '--no-save', '--no-audit', '--no-fund', ...tarballs.map((file) => `../${file}`));
      const installedMs = performance.now();
      const app = spawn('npm', ['start'], { cwd: project, env: { ...ENV, PORT: '0' }, detached: true });
      let log = '';
      for (const stream of [app.stdout, app.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => (log += text));
      }
      try {
        const opened = await until('the address', () => /^Open (\S+)$/m.exec(log)?.[1], 60_000);
        await watch(opened);
        const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(1);
        const nowMs = performance.now();
        console.log(
          `reactor init to a picture: ${seconds(startedMs, nowMs)} s, of which npm install took ${seconds(startedMs, installedMs)} s`,
        );
        expect(nowMs - startedMs).toBeLessThan(120_000);
      } finally {
        // npm, its shell and the application.
        process.kill(-app.pid!, 'SIGTERM');
        if (app.exitCode === null && app.signalCode === null) await once(app, 'exit');
      }
    },
    LIMIT_MS,
  );
});
