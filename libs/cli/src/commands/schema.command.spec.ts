import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { modelDocument, SPEED } from '../../../protocol/src/schema/schema.fixture.js';
import { COMMANDS } from '../commands.js';
import { runProgram } from '../program.js';
import { type Answer, HttpServer } from '../testing/http-server.fixture.js';
import { RecordedTerminal } from '../testing/recorded-terminal.fixture.js';

const SUNNY = modelDocument();
const SLOWER = modelDocument({ args: { speed: { ...SPEED, maximum: 2 } }, commands: { clear: null } });
const MORE = modelDocument({ commands: { clear: null } });

let folder: string;
let server: HttpServer | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reactor-schema-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function serve(answers: Readonly<Record<string, Answer>>): Promise<string> {
  server = await HttpServer.start(answers);
  return server.url;
}

async function run(args: readonly string[], json = false): Promise<{ exit: string; out: string }> {
  const terminal = new RecordedTerminal({ cwd: folder, json });
  const exit = await runProgram(COMMANDS, json ? [...args, '--json'] : args, terminal);
  return { exit, out: terminal.out };
}

const save = (name: string, content: unknown): Promise<void> =>
  writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

describe('reactor schema', () => {
  it('prints what the server sends, with the token', async () => {
    const url = await serve({ '/schema': { body: SUNNY } });
    const { exit, out } = await run(['schema', '--url', url, '--token', 'abc']);
    expect({ exit, document: JSON.parse(out) }).toEqual({ exit: 'ok', document: SUNNY });
    expect(out.split('\n').length).toBeGreaterThan(10);
    expect(server?.requests[0]?.headers.authorization).toBe('Bearer abc');
  });

  it('asks the model whose path the address has', async () => {
    const url = await serve({ '/api/models/sunny/schema': { body: SUNNY } });
    const { out } = await run(['schema', '--url', `${url}/api/models/sunny`], true);
    expect(JSON.parse(out)).toEqual(SUNNY);
  });

  it('writes it to a file, in folders that are not there yet', async () => {
    const url = await serve({ '/schema': { body: SUNNY } });
    expect(await run(['schema', '--url', url, '--out', 'a/b/sunny.json'])).toEqual({ exit: 'ok', out: '' });
    expect(JSON.parse(await readFile(join(folder, 'a/b/sunny.json'), 'utf8'))).toEqual(SUNNY);
  });

  it.each([
    [
      'a breaking change',
      SLOWER,
      'different',
      'breaks  commands.set_speed.speed: at most 2 now, 4 before\npasses  commands.clear: new',
    ],
    ['a harmless change', MORE, 'ok', 'passes  commands.clear: new'],
    ['no change', SUNNY, 'ok', 'sunny has not changed'],
  ])('says how it ends with %s', async (_, now, exit, out) => {
    await save('old.json', SUNNY);
    const url = await serve({ '/schema': { body: now } });
    expect(await run(['schema', '--url', url, '--check', 'old.json'])).toEqual({ exit, out });
  });

  it('has the differences as data', async () => {
    await save('old.json', SUNNY);
    const url = await serve({ '/schema': { body: SLOWER } });
    const { out } = await run(['schema', '--url', url, '--check', 'old.json'], true);
    expect(JSON.parse(out)).toEqual({
      model: 'sunny',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      breaking: 1,
      changes: [
        {
          kind: 'bound_tightened',
          breaking: true,
          place: 'commands.set_speed.speed',
          text: 'at most 2 now, 4 before',
        },
        { kind: 'command_added', breaking: false, place: 'commands.clear', text: 'new' },
      ],
    });
  });

  it('compares before it writes over the old one', async () => {
    await save('sunny.json', SUNNY);
    const url = await serve({ '/schema': { body: SLOWER } });
    const { exit } = await run(['schema', '--url', url, '--check', 'sunny.json', '--out', 'sunny.json']);
    expect(exit).toBe('different');
    expect(JSON.parse(await readFile(join(folder, 'sunny.json'), 'utf8'))).toEqual(SLOWER);
  });

  it.each([
    ['a loading model', { '/schema': { body: {} } }, { code: 'model_loading', exit: 'refused' }],
    ['another server', {}, { code: 'not_a_reactor', exit: 'unreachable' }],
    ['a page', { '/schema': { body: '<html>' } }, { code: 'not_a_reactor', exit: 'unreachable' }],
    ['other JSON', { '/schema': { body: { openapi: '3.1.0' } } }, { code: 'not_a_reactor', exit: 'unreachable' }],
    [
      'a refusal',
      { '/schema': { status: 401, body: { code: 'unauthorized', detail: 'sign in' } } },
      { code: 'unauthorized', exit: 'refused', message: 'sign in' },
    ],
  ])('fails with %s', async (_, answers, error) => {
    const url = await serve(answers);
    await expect(run(['schema', '--url', url])).rejects.toMatchObject(error);
  });

  it.each([
    ['nobody answers', ['--url', 'http://127.0.0.1:9'], { code: 'unreachable', exit: 'unreachable' }],
    ['the address is none', ['--url', 'localhost'], { code: 'usage', exit: 'usage' }],
    ['the address is no web server', ['--url', 'ftp://localhost/'], { code: 'usage', exit: 'usage' }],
    ['the old schema is missing', ['--check', 'none.json'], { code: 'not_found', exit: 'project' }],
    ['the old schema is none', ['--check', 'list.json'], { code: 'bad_file', exit: 'project' }],
    ['the old schema is no JSON', ['--check', 'text.json'], { code: 'bad_file', exit: 'project' }],
    ['there is no project', [], { code: 'bad_project', exit: 'project' }],
  ])('fails where %s', async (_, args, error) => {
    await save('list.json', []);
    await save('text.json', 'no');
    await expect(run(['schema', ...args])).rejects.toMatchObject(error);
  });
});
