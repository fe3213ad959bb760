import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { modelDocument } from '../../../protocol/src/schema/schema.fixture.js';
import { COMMANDS } from '../commands.js';
import { runProgram } from '../program.js';
import { type Answer, HttpServer } from '../testing/http-server.fixture.js';
import { RecordedTerminal } from '../testing/recorded-terminal.fixture.js';

const SUNNY = modelDocument();

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

describe('reactor client', () => {
  it('writes a file that is called as the model, once', async () => {
    await save('sunny.json', SUNNY);
    const args = ['client', '--schema', 'sunny.json', '--out', 'src/models'];
    const file = join(folder, 'src/models/sunny.ts');
    expect(await run(args)).toEqual({ exit: 'ok', out: 'wrote src/models/sunny.ts' });
    expect(await readFile(file, 'utf8')).toContain('export function connectSunny(');
    const { mtimeMs } = await stat(file);
    expect(await run(args)).toEqual({ exit: 'ok', out: 'src/models/sunny.ts is up to date' });
    expect((await stat(file)).mtimeMs).toBe(mtimeMs);
  });

  it('writes one for the js-sdk', async () => {
    const url = await serve({ '/schema': { body: SUNNY } });
    const { out } = await run(['client', '--url', url, '--out', '.', '--js-sdk'], true);
    expect(JSON.parse(out)).toEqual({
      model: 'sunny',
      file: join(folder, 'sunny.ts'),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      changed: true,
    });
    expect(await readFile(join(folder, 'sunny.ts'), 'utf8')).toContain("from '@reactor-team/js-sdk'");
  });

  it('makes a file name of whatever the model is called', async () => {
    await save('odd.json', modelDocument({ name: '../Étoile/neural_field' }));
    const { out } = await run(['client', '--schema', 'odd.json', '--out', '.'], true);
    expect(JSON.parse(out)).toMatchObject({ file: join(folder, 'toile-neural-field.ts') });
  });

  it('refuses a name that gives none', async () => {
    await save('odd.json', modelDocument({ name: '../..' }));
    await expect(run(['client', '--schema', 'odd.json', '--out', '.'])).rejects.toThrow('rename it in the model');
  });
});
