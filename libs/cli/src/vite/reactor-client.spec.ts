import { EventEmitter } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Plugin } from 'vite';
import { until } from '../../../../test/support/until.js';
import { modelDocument } from '../../../protocol/src/schema/schema.fixture.js';
import { HttpServer } from '../testing/http-server.fixture.js';
import { reactorClient, type ReactorClientPlugin, type ReactorClientPluginOptions } from './index.js';

const MORE = modelDocument({ commands: { clear: null } });

/** What Vite gives to a plugin, as far as this one looks. */
class FakeVite {
  readonly infos: string[] = [];
  readonly warnings: string[] = [];
  readonly watched: string[] = [];
  readonly watcher = Object.assign(new EventEmitter(), { add: (path: string) => this.watched.push(path) });
  readonly plugin: ReactorClientPlugin;

  constructor(options: ReactorClientPluginOptions, command: 'build' | 'serve') {
    this.plugin = reactorClient(options);
    this.plugin.configResolved({
      root: folder,
      command,
      logger: { info: (text) => this.infos.push(text), warn: (text) => this.warnings.push(text) },
    });
  }

  /** As Vite starts its server. */
  async serve(): Promise<void> {
    this.plugin.configureServer(this);
    await this.plugin.buildStart();
  }
}

let folder: string;
let document: unknown;
let server: HttpServer;
let vite: FakeVite | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reactor-vite-'));
  document = modelDocument();
  server = await HttpServer.start({ '/schema': () => ({ body: document }) });
});
afterEach(async () => {
  vite?.plugin.closeBundle();
  vite = undefined;
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const written = (): Promise<string> => readFile(join(folder, 'src', 'sunny.ts'), 'utf8');

describe('the plugin during development', () => {
  it('writes the file at the start, and again when the server has another schema', async () => {
    vite = new FakeVite({ out: 'src', url: server.url, pollMs: 10 }, 'serve');
    await vite.serve();
    expect(await written()).not.toContain('clear');
    expect(vite.infos).toEqual([`reactor-client wrote ${join('src', 'sunny.ts')}`]);
    document = MORE;
    await until('the new command', async () => (await written()).includes('readonly clear'));
    const { mtimeMs } = await stat(join(folder, 'src', 'sunny.ts'));
    const asked = server.requests.length;
    await until('further looks', () => server.requests.length > asked + 2);
    expect((await stat(join(folder, 'src', 'sunny.ts'))).mtimeMs).toBe(mtimeMs);
    expect(vite.warnings).toEqual([]);
  });

  it('keeps the file while the server is away, and says so once', async () => {
    vite = new FakeVite({ out: 'src', url: server.url, pollMs: 10 }, 'serve');
    await vite.serve();
    document = {};
    await until('a warning', () => vite!.warnings.length > 0);
    const asked = server.requests.length;
    await until('further looks', () => server.requests.length > asked + 3);
    expect(vite.warnings).toEqual([
      'reactor-client: the schema is empty: the model is not loaded yet; ask again when it is',
    ]);
    expect(await written()).toContain('connectSunny');
    document = MORE;
    await until('the new command', async () => (await written()).includes('readonly clear'));
  });

  it('ends with Vite', async () => {
    vite = new FakeVite({ out: 'src', url: server.url, pollMs: 5 }, 'serve');
    await vite.serve();
    await until('a further look', () => server.requests.length > 2);
    vite.plugin.closeBundle();
    await new Promise((resolve) => setImmediate(resolve));
    const asked = server.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(server.requests.length - asked).toBeLessThan(2);
  });

  it('follows a schema in a file', async () => {
    const file = join(folder, 'sunny.json');
    await writeFile(file, JSON.stringify(document));
    vite = new FakeVite({ out: 'src', schema: 'sunny.json', jsSdk: true }, 'serve');
    await vite.serve();
    expect(vite.watched).toEqual([file]);
    expect(await written()).toContain('@reactor-team/js-sdk');
    await writeFile(file, JSON.stringify(MORE));
    vite.watcher.emit('change', join(folder, 'other.json'));
    vite.watcher.emit('change', file);
    await until('the new command', async () => (await written()).includes('clear()'));
    expect(server.requests).toEqual([]);
  });
});

describe('the plugin in a build', () => {
  it('asks no server', async () => {
    vite = new FakeVite({ out: 'src', url: server.url }, 'build');
    await vite.plugin.buildStart();
    expect(server.requests).toEqual([]);
    expect(vite.warnings).toEqual([]);
  });

  it('makes the file from a saved schema, and fails without it', async () => {
    vite = new FakeVite({ out: 'src', schema: 'sunny.json' }, 'build');
    await expect(vite.plugin.buildStart()).rejects.toMatchObject({ code: 'not_found' });
    await writeFile(join(folder, 'sunny.json'), JSON.stringify(document));
    await vite.plugin.buildStart();
    expect(await written()).toContain('connectSunny');
  });
});

describe('the options of the plugin', () => {
  it.each([[{ out: 'src' }], [{ out: 'src', url: 'http://127.0.0.1', schema: 'sunny.json' }]])(
    '%j are refused',
    (options) => {
      expect(() => reactorClient(options)).toThrow('needs either url, of a running server, or schema');
    },
  );

  it('make one that Vite takes', () => {
    const plugin: Plugin = reactorClient({ out: 'src', url: 'http://127.0.0.1' });
    expect(plugin.name).toBe('reactor-client');
  });
});
