import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { NativeViewer } from '../support/native-viewer.js';
import { PACKAGES, ROOT } from '../support/packed-packages.js';
import { withRegistry } from '../support/registry.js';
import { until } from '../support/until.js';

const LIMIT_MS = 420_000;

/** The newest command line of Nest that this Node can run. */
const NEST = Number(process.versions.node.split('.')[0]) < 22 ? 11 : 12;

const registry = withRegistry();
const ENV = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', CI: '1' };

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nest-add-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** @returns what it printed; rejects with it where it fails */
async function run(folder: string, program: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program, args, {
    cwd: folder,
    env: ENV,
    timeout: LIMIT_MS,
    maxBuffer: 1 << 26,
  });
  return stdout + stderr;
}

/** All of our packages as their tarballs. */
async function pack(): Promise<readonly string[]> {
  const workspaces = PACKAGES.flatMap((folder) => ['--workspace', `libs/${folder}`]);
  await run(ROOT, 'npm', 'pack', '--ignore-scripts', '--pack-destination', directory, ...workspaces);
  return (await readdir(directory)).filter((file) => file.endsWith('.tgz')).map((file) => join(directory, file));
}

describe('an application that nest new has made', () => {
  registry.test(
    `streams after nest add, with models that nest g adds${registry.unless}`,
    async () => {
      const made = ['new', 'app', '--skip-git', '--skip-install', '--package-manager', 'npm'];
      await run(directory, 'npx', '--yes', `@nestjs/cli@${NEST}`, ...made);
      const app = join(directory, 'app');
      // As from a registry that has them; nest add would ask for them by name.
      const nest = [`@nestjs/platform-ws@${NEST}`, `@nestjs/websockets@${NEST}`];
      await run(app, 'npm', 'install', '--no-audit', '--no-fund', ...nest, ...(await pack()));

      const said = await run(app, 'npx', 'nest', 'add', '@nestjs-reactor/core', '--skip-install');
      expect(said).toContain('src/app.module.ts imports ReactorModule');
      const again = await run(app, 'npx', 'nest', 'add', '@nestjs-reactor/core', '--skip-install');
      expect(again).toContain('nothing was changed');
      await run(app, 'npx', 'nest', 'g', '-c', '@nestjs-reactor/core', 'model', 'lamp');
      expect(await readFile(join(app, 'src/app.module.ts'), 'utf8')).toContain('models: [Hello, Lamp]');

      const main = join(app, 'src/main.ts');
      await writeFile(main, (await readFile(main, 'utf8')).replace('?? 3000)', "?? 3000, '127.0.0.1')"));
      await run(app, 'npm', 'run', 'build');
      const server = spawn(process.execPath, ['dist/main.js'], { cwd: app, env: { ...ENV, PORT: '0' } });
      let log = '';
      for (const stream of [server.stdout, server.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => (log += text));
      }
      const viewer = new NativeViewer();
      try {
        const url = await until('the address', () => /routes are below (http:\S+?)\/?\s/.exec(log)?.[1], 60_000);
        for (const model of ['hello', 'lamp']) {
          await until(`${model} to load`, async () => {
            const health = await fetch(`${url}/models/${model}/health`);
            return ((await health.json()) as { state: string }).state === 'available';
          });
        }
        await viewer.join(url.replace('localhost', '127.0.0.1'));
        await viewer.sees(1);
        expect(await (await fetch(`${url}/reactor`)).text()).toContain('<script type="module"');
        expect(await (await fetch(url)).text()).toBe('Hello World!');
      } finally {
        await viewer.kill();
        server.kill('SIGTERM');
        if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
      }
    },
    LIMIT_MS,
  );
});
