import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { HttpServer } from '../../libs/cli/src/testing/http-server.fixture.js';
import type { ReactorClientPluginOptions } from '../../libs/cli/src/vite/index.js';
import { installPacked, ROOT } from '../support/packed-packages.js';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';

const LIMIT_MS = 120_000;

/** Where the page seems to be: another origin than the server's. */
const PAGE = 'http://localhost:4900/';

/** Arguments that the model does not take, and a command that it does not have. */
const WRONG = `
import { connectHello } from './hello.js';
const { commands } = connectHello({ url: '/' });
void commands.set_brightness({ brightness: 'bright' });
void commands.set_brightnes({ brightness: 1 });
`;

let directory: string;
let stage: Stage;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'react-page-'));
  await cp(join(ROOT, 'test', 'react-page'), directory, { recursive: true });
  await cp(join(ROOT, 'examples', 'clients', 'hook'), join(directory, 'src'), { recursive: true });
  await installPacked(directory, ['react', 'react-dom', '@types/react', '@types/react-dom', 'typescript', 'vite']);
  stage = await Stage.set({ models: ['hello'] });
}, LIMIT_MS);

afterAll(async () => {
  await stage?.strike();
  await rm(directory, { recursive: true, force: true });
}, LIMIT_MS);

/** @returns what a tool of the page's project says */
async function run(tool: string, ...args: string[]): Promise<string> {
  const script = join(directory, 'node_modules', tool);
  // In development mode React mounts everything twice.
  const options = { cwd: directory, env: { ...process.env, NODE_ENV: 'development' } };
  const told = promisify(execFile)(process.execPath, [script, ...args], options);
  return await told.then(
    ({ stdout, stderr }) => stdout + stderr,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}

async function open(): Promise<{ page: Page; console: string[] }> {
  const opened = await stage.browser.blank();
  await opened.page.route(`${PAGE}**`, (route) => {
    const { pathname } = new URL(route.request().url());
    return route.fulfill({ path: join(directory, 'dist', pathname === '/' ? 'index.html' : pathname) });
  });
  await opened.page.goto(`${PAGE}?server=${encodeURIComponent(stage.app.url)}`);
  return opened;
}

/** Vite's own server for the page, with the plugin. */
class ViteServer {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(folder: string, options: ReactorClientPluginOptions): Promise<ViteServer> {
    await writeFile(
      join(folder, 'development.config.mjs'),
      `import { reactorClient } from '@nestjs-reactor/cli/vite';
       import page from './vite.config.mjs';
       export default { ...page, logLevel: 'info', plugins: [reactorClient(${JSON.stringify(options)})] };`,
    );
    const vite = join(folder, 'node_modules', 'vite', 'bin', 'vite.js');
    const args = [vite, '--config', 'development.config.mjs', '--host', '127.0.0.1', '--port', '0'];
    const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' };
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let log = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
    const url = await until('the address of Vite', () => /http:\/\/127\.0\.0\.1:\d+\//.exec(log)?.[0], 30_000);
    return new ViteServer(url, child);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }
}

async function viewers(): Promise<number> {
  const { models } = (await (await fetch(`${stage.app.url}/list_models`)).json()) as { models: { viewers: number }[] };
  return models[0]!.viewers;
}

describe('a page in React that Vite builds from the packed client', () => {
  let page: Page;
  let console: string[];

  it(
    'has the types that reactor client writes from the server’s schema',
    async () => {
      const example = await readFile(join(directory, 'src', 'hello.ts'), 'utf8');
      await rm(join(directory, 'src', 'hello.ts'));
      const cli = '@nestjs-reactor/cli/bin/reactor.js';
      expect(await run(cli, 'client', '--out', 'src', '--url', `${stage.app.url}/models/hello`)).toBe(
        'wrote src/hello.ts\n',
      );
      const version = /(?<=hello )v[\w.-]+(?=;)|(?<="version":")[^"]+/g;
      const written = await readFile(join(directory, 'src', 'hello.ts'), 'utf8');
      expect(written.replaceAll(version, 'v')).toBe(example.replaceAll(version, 'v'));
    },
    LIMIT_MS,
  );

  it(
    'compiles, and does not with arguments that the model does not take',
    async () => {
      expect(await run('typescript/bin/tsc', '-p', '.')).toBe('');
      await writeFile(join(directory, 'src', 'wrong.ts'), WRONG);
      const told = await run('typescript/bin/tsc', '-p', '.');
      await rm(join(directory, 'src', 'wrong.ts'));
      expect(told.trim().split('\n')).toEqual([
        expect.stringMatching(
          /^src\/wrong\.ts\(4,32\): error TS2322: Type 'string' is not assignable to type 'number'/,
        ),
        expect.stringMatching(/^src\/wrong\.ts\(5,15\): error TS2551: Property 'set_brightnes' does not exist/),
      ]);
    },
    LIMIT_MS,
  );

  it(
    'is built, and shows the picture, as one viewer in StrictMode',
    async () => {
      expect(await run('vite/bin/vite.js', 'build', '--mode', 'development')).not.toMatch(/error|warn/i);
      ({ page, console } = await open());
      await until('live', async () => (await page.textContent('output')) === 'live', 40_000);
      const frames = (): Promise<number> =>
        page.evaluate(() => document.querySelector('video')!.getVideoPlaybackQuality().totalVideoFrames);
      const before = await frames();
      await until('frames', async () => (await frames()) > before + 5, 20_000);
      expect(await viewers()).toBe(1);
    },
    LIMIT_MS,
  );

  it(
    'learns from which frame its command holds, and shows the value in force in every page',
    async () => {
      const { page: second } = await open();
      const value = (of: Page): Promise<string> => of.inputValue('input');
      await page.fill('input', '0.25');
      await until('the frame', async () => /^From frame \d+$/.test((await page.textContent('#result')) ?? ''), 40_000);
      await until('the value here', async () => (await value(page)) === '0.25', 40_000);
      await until('the value there', async () => (await value(second)) === '0.25', 40_000);
      await second.close();
    },
    LIMIT_MS,
  );

  it(
    'says why a command is refused, and takes the next one',
    async () => {
      await page.evaluate(() => (document.querySelector('input')!.max = '2'));
      await page.fill('input', '1.5');
      const refusal = page.locator('[role=alert]');
      await until('the refusal', async () => /brightness/.test((await refusal.textContent()) ?? ''), 20_000);
      await page.fill('input', '0.5');
      await until('no refusal', () => refusal.isHidden(), 20_000);
    },
    LIMIT_MS,
  );

  it('leaves when the page goes, and had nothing to complain of', async () => {
    await page.goto('about:blank');
    await until('nobody', async () => (await viewers()) === 0, 20_000);
    expect(console.filter((line) => /^(error|warning|pageerror)/.test(line))).toEqual([]);
  });
});

describe('a page that Vite serves while one develops', () => {
  it(
    'is loaded again with new types when the model has another schema',
    async () => {
      let schema = await (await fetch(`${stage.app.url}/models/hello/schema`)).text();
      const source = await HttpServer.start({ '/schema': () => ({ body: schema }) });
      const vite = await ViteServer.start(directory, { out: 'src', url: source.url, pollMs: 100 });
      const opened = await stage.browser.blank();
      try {
        await opened.page.goto(`${vite.url}?server=${encodeURIComponent(stage.app.url)}`);
        await until('live', async () => (await opened.page.textContent('output')) === 'live', 40_000);
        await opened.page.evaluate(() => Object.assign(globalThis, { isFirst: true }));
        // As a new version of the model has it.
        schema = schema.replaceAll('set_brightness', 'set_light');
        await until('the new types', async () =>
          (await readFile(join(directory, 'src', 'hello.ts'), 'utf8')).includes('set_light'),
        );
        await opened.page.waitForFunction(() => !('isFirst' in globalThis), undefined, { timeout: 20_000 });
        expect(await (await fetch(new URL('src/hello.ts', vite.url))).text()).toContain('set_light');
      } finally {
        await opened.page.close();
        await vite.stop();
        await source.close();
      }
    },
    LIMIT_MS,
  );
});
