import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { NativeViewer } from '../support/native-viewer.js';
import { PACKAGES, ROOT } from '../support/packed-packages.js';
import { withRegistry } from '../support/registry.js';
import { until } from '../support/until.js';

const LIMIT_MS = 420_000;

/** Versions of Nest, with the release of Node whose command line of Nest they need; undefined: any that this repository runs on. */
const VERSIONS: readonly { readonly nest: number; readonly node?: number }[] = [{ nest: 11 }, { nest: 12, node: 24 }];

const registry = withRegistry();

/** Runs programs in the environment of a user, who has this release of Node; undefined: the running one. */
class Shell {
  private constructor(readonly env: NodeJS.ProcessEnv) {}

  static async withNode(release: number | undefined, directory: string): Promise<Shell> {
    const env: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', CI: '1' };
    const running = new Shell(env);
    if (release === undefined || Number(process.versions.node.split('.')[0]) >= release) return running;
    await running.run(directory, 'npm', 'install', '--no-audit', '--no-fund', '--prefix', directory, `node@${release}`);
    return new Shell({ ...env, PATH: [join(directory, 'node_modules', '.bin'), process.env.PATH].join(delimiter) });
  }

  /** @returns what it printed; rejects with it where it fails */
  async run(folder: string, program: string, ...args: readonly string[]): Promise<string> {
    const { stdout, stderr } = await promisify(execFile)(program, args, {
      cwd: folder,
      env: this.env,
      timeout: LIMIT_MS,
      maxBuffer: 1 << 26,
    });
    return stdout + stderr;
  }
}

let directory: string;
let tarballs: readonly string[];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nest-add-'));
  tarballs = await pack(join(directory, 'packed'));
}, LIMIT_MS);
afterAll(() => rm(directory, { recursive: true, force: true }));

/** All of our packages as their tarballs. */
async function pack(into: string): Promise<readonly string[]> {
  await mkdir(into);
  const workspaces = PACKAGES.flatMap((folder) => ['--workspace', `libs/${folder}`]);
  const shell = await Shell.withNode(undefined, into);
  await shell.run(ROOT, 'npm', 'pack', '--ignore-scripts', '--pack-destination', into, ...workspaces);
  return (await readdir(into)).filter((file) => file.endsWith('.tgz')).map((file) => join(into, file));
}

describe('an application that nest new has made', () => {
  registry.test.each(VERSIONS)(
    `of Nest $nest streams after nest add, with models that nest g adds${registry.unless}`,
    async ({ nest, node }) => {
      const folder = join(directory, `nest-${nest}`);
      await mkdir(folder);
      const shell = await Shell.withNode(node, folder);
      const made = ['new', 'app', '--skip-git', '--skip-install', '--package-manager', 'npm'];
      await shell.run(folder, 'npx', '--yes', `@nestjs/cli@${nest}`, ...made);
      const app = join(folder, 'app');
      // As from a registry that has them; nest add would ask for them by name.
      await shell.run(app, 'npm', 'install', '--no-audit', '--no-fund', ...tarballs);

      const said = await shell.run(app, 'npx', 'nest', 'add', '@nestjs-reactor/core', '--skip-install');
      expect(said).toContain('src/app.module.ts imports ReactorModule');
      const installed = await readFile(join(app, 'node_modules/@nestjs/platform-ws/package.json'), 'utf8');
      expect(installed).toContain(`"version": "${nest}.`);
      const again = await shell.run(app, 'npx', 'nest', 'add', '@nestjs-reactor/core', '--skip-install');
      expect(again).toContain('nothing was changed');
      await shell.run(app, 'npx', 'nest', 'g', '-c', '@nestjs-reactor/core', 'model', 'lamp');
      expect(await readFile(join(app, 'src/app.module.ts'), 'utf8')).toContain('models: [Hello, Lamp]');

      const main = join(app, 'src/main.ts');
      await writeFile(main, (await readFile(main, 'utf8')).replace('?? 3000)', "?? 3000, '127.0.0.1')"));
      await shell.run(app, 'npm', 'run', 'build');
      const server = spawn('node', ['dist/main.js'], { cwd: app, env: { ...shell.env, PORT: '0' } });
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
