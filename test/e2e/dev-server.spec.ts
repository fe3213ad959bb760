import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from '../support/packed-packages.js';
import { until } from '../support/until.js';

const LIMIT_MS = 60_000;

/** An app that answers with what its code says, and tells of its ordered end. */
const app = (answer: string, before = ''): string => `
import { createServer } from 'node:http';
${before}
const server = createServer((_request, response) => response.end(${answer}));
server.listen(Number(process.env['PORT']), '127.0.0.1');
process.on('SIGTERM', () => { console.log('app: ended in order'); process.exit(0); });
`;

const TSCONFIG = {
  extends: join(ROOT, 'tsconfig.base.json'),
  compilerOptions: { rootDir: 'src', outDir: 'dist', typeRoots: [join(ROOT, 'node_modules', '@types')] },
  include: ['src'],
};

describe('the server of reactor dev and npm run dev', () => {
  let directory: string;
  let dev: ChildProcess;
  let url: string;
  let output = '';

  const write = (text: string) => writeFileSync(join(directory, 'src', 'main.ts'), text);
  const answer = () => fetch(url).then((response) => response.text(), String);
  const says = (text: string | RegExp, since = 0) =>
    until(`the word of ${String(text)}`, () => output.slice(since).match(text) !== null, LIMIT_MS);

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'reactor-dev-'));
    mkdirSync(join(directory, 'src'));
    writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    write(app("'first'"));
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as { port: number };
    probe.close();
    url = `http://127.0.0.1:${port}`;
    const module = pathToFileURL(join(ROOT, 'libs', 'cli', 'dist', 'index.js')).href;
    const options = {
      root: directory,
      compiler: [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', '--watch', '--preserveWatchOutput'],
      app: ['dist/main.js'],
      outputs: [join(directory, 'dist')],
    };
    const code = `
      import { DevServer } from '${module}';
      const server = new DevServer({ ...${JSON.stringify(options)}, say: (line) => console.log('dev: ' + line) });
      process.on('SIGTERM', () => void server.stop());
      process.exitCode = (await server.ended) ?? 0;
      await server.stop();`;
    dev = spawn(process.execPath, ['--input-type=module', '-e', code], { env: { ...process.env, PORT: String(port) } });
    for (const stream of [dev.stdout!, dev.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    await until('the first answer', async () => (await answer()) === 'first', LIMIT_MS);
  }, LIMIT_MS);

  afterAll(() => {
    dev?.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  it(
    'restarts the app with changed code, after the old one has ended in order',
    async () => {
      write(app("'second'"));
      await until('the second answer', async () => (await answer()) === 'second', LIMIT_MS);
      expect(output).toContain('app: ended in order');
    },
    LIMIT_MS,
  );

  it.each([
    ['is no TypeScript', app("'third' +"), /src\/main\.ts.*error TS\d+/],
    ['has a wrong type', app("'third' as number"), /src\/main\.ts.*error TS\d+/],
  ])(
    'keeps the app that runs while a file %s, and says what does not compile',
    async (_what, text, error) => {
      const since = output.length;
      write(text);
      await says(/The app that runs stays as it was until the code compiles/, since);
      expect(output.slice(since)).toMatch(error);
      expect(await answer()).toBe('second');
      expect(output.slice(since)).not.toContain('ended in order');
    },
    LIMIT_MS,
  );

  it(
    'waits for the next change where the app ends by itself',
    async () => {
      const since = output.length;
      write(app("'fourth'", "if (Number('1') === 1) throw new Error('bad start');"));
      await says(/bad start/, since);
      await says(/the app ended \(code 1\)\. It starts again when you change its code/, since);
      write(app("'fifth'"));
      await until('the fifth answer', async () => (await answer()) === 'fifth', LIMIT_MS);
    },
    LIMIT_MS,
  );

  it(
    'leaves alone what the app says that it loads again by itself, and tells it what does not compile',
    async () => {
      const link = `
process.on('message', (message) => console.log('app: was told', Object.values(message as object).join(' ')));
process.send?.({ type: 'reactor:reloads', folders: [new URL('./own', import.meta.url).pathname] });`;
      write(app("'sixth'", link));
      await until('the sixth answer', async () => (await answer()) === 'sixth', LIMIT_MS);
      const since = output.length;
      mkdirSync(join(directory, 'src', 'own'));
      writeFileSync(join(directory, 'src', 'own', 'part.ts'), 'export const part: number = 1;');
      // From now on the compiler watches the file too.
      await says(/Found 0 errors/, since);
      expect(existsSync(join(directory, 'dist', 'own', 'part.js'))).toBe(true);
      writeFileSync(join(directory, 'src', 'own', 'part.ts'), "export const part: number = 'one';");
      await says(/app: was told reactor:build-failed src\/own\/part\.ts.*error TS\d+/, since);
      expect(output.slice(since)).not.toContain('the app restarts');
      expect(await answer()).toBe('sixth');
      const failed = output.length;
      writeFileSync(join(directory, 'src', 'own', 'part.ts'), 'export const part: number = 2;');
      await says(/Found 0 errors/, failed);
    },
    LIMIT_MS,
  );

  it(
    'ends with its app',
    async () => {
      const since = output.length;
      dev.kill('SIGTERM');
      await once(dev, 'exit');
      expect(dev.exitCode).toBe(0);
      expect(output.slice(since)).toContain('app: ended in order');
      expect(await answer()).toContain('fetch failed');
    },
    LIMIT_MS,
  );
});
