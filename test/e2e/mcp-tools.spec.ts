import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PNG } from 'pngjs';
import { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';

const REACTOR = join(import.meta.dirname, '..', '..', 'libs', 'cli', 'bin', 'reactor.js');

interface Answer {
  readonly isError?: boolean;
  readonly content: readonly { readonly type: string; readonly text?: string; readonly data?: string }[];
}

/** An assistant's side of the protocol, as a client of 2025-06-18 speaks it. */
class Assistant {
  private readonly child: ChildProcess;
  private readonly answers = new Map<number, Record<string, unknown>>();
  private lastId = 0;

  constructor(args: readonly string[], cwd: string) {
    this.child = spawn(process.execPath, [REACTOR, 'mcp', ...args], { cwd, env: { PATH: process.env['PATH'] } });
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      const { id, ...message } = JSON.parse(line) as { readonly id: number };
      this.answers.set(id, message);
    });
  }

  async begin(): Promise<void> {
    await this.ask('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    });
    this.send({ method: 'notifications/initialized' });
  }

  async ask(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.lastId;
    this.send({ id, method, params });
    const { result, error } = await until(`the answer to ${method}`, () => this.answers.get(id));
    if (error !== undefined) throw new Error(JSON.stringify(error));
    return result;
  }

  async call(name: string, args: object = {}): Promise<Answer> {
    return (await this.ask('tools/call', { name, arguments: args })) as Answer;
  }

  /** Closes its input, and returns the exit code. */
  async end(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    this.child.stdin!.end();
    const [code] = (await once(this.child, 'exit')) as [number | null];
    return code;
  }

  private send(message: object): void {
    this.child.stdin!.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}

let app: AppProcess;
let folder: string;
beforeAll(async () => {
  app = await AppProcess.start({ models: ['hello', 'brightness'] });
  folder = await mkdtemp(join(tmpdir(), 'reactor-mcp-'));
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Of all pixels, 0 to 255. */
function meanOf({ content: [picture] }: Answer): number {
  const { data } = PNG.sync.read(Buffer.from(picture!.data!, 'base64'));
  return data.reduce((sum, value, i) => (i % 4 === 3 ? sum : sum + value), 0) / (0.75 * data.length);
}

describe('an assistant', () => {
  let assistant: Assistant;
  beforeEach(async () => {
    assistant = new Assistant(['--url', app.url, '--start'], folder);
    await assistant.begin();
  });
  afterEach(async () => {
    await assistant.end();
  });

  it('finds a tool for each command, and one that looks', async () => {
    const { tools } = (await assistant.ask('tools/list')) as {
      readonly tools: readonly { readonly name: string; readonly inputSchema: object }[];
    };
    expect(tools.map(({ name }) => name)).toEqual(['set_brightness', 'look_at_stream']);
    expect(tools[0]?.inputSchema).toMatchObject({
      type: 'object',
      properties: { brightness: { type: 'number', minimum: 0, maximum: 1 } },
    });
  });

  it('drives the model, and sees what it did', async () => {
    const means: number[] = [];
    for (const brightness of [0.9, 0.1]) {
      const { content } = await assistant.call('set_brightness', { brightness });
      const frame = Number(/^It holds from frame (\d+)\.$/.exec(content[0]!.text!)?.[1]);
      expect(frame).toBeGreaterThan(0);
      means.push(
        await until('the picture to follow', async () => {
          const mean = meanOf(await assistant.call('look_at_stream'));
          return brightness > 0.5 === mean > 60 ? mean : undefined;
        }),
      );
    }
    expect(means[0]! / means[1]!).toBeGreaterThan(3);
  });

  it('reads why it was refused', async () => {
    const answer = await assistant.call('set_brightness', { brightness: 7 });
    expect(answer.isError).toBe(true);
    expect(answer.content[0]?.text).toContain('brightness');
  });

  it('gets into the next session when one has ended', async () => {
    await assistant.call('set_brightness', { brightness: 0.9 });
    await fetch(`${app.url}/stop_session`, { method: 'POST' });
    await app.becomes('ready');
    const { isError } = await until('the next session', async () => {
      const answer = await assistant.call('set_brightness', { brightness: 0.2 });
      return answer.isError ? undefined : answer;
    });
    expect(isError).toBeFalsy();
  });

  it('leaves when its input ends', async () => {
    await assistant.call('set_brightness', { brightness: 0.9 });
    expect(await assistant.end()).toBe(0);
  });
});

it('is refused a session where none runs and it may start none', async () => {
  await fetch(`${app.url}/stop_session`, { method: 'POST' });
  await app.becomes('ready');
  const assistant = new Assistant(['--url', app.url], folder);
  await assistant.begin();
  const answer = await assistant.call('set_brightness', { brightness: 0.9 });
  await assistant.end();
  expect(answer.isError).toBe(true);
  expect(answer.content[0]?.text).toBe('no_session: no session is running; start one with --start');
});

it('uploads a file that is named by its path, and reads the reply', async () => {
  await writeFile(join(folder, 'photo.png'), PNG.sync.write(new PNG({ width: 4, height: 4 })));
  const assistant = new Assistant(['--url', `${app.url}/models/brightness`, '--start'], folder);
  await assistant.begin();
  const { content } = await assistant.call('set_image', { image: 'photo.png' });
  expect(content[0]?.text).toMatch(/^It holds from frame \d+\. image_set: \{"filename":"photo\.png"\}$/);
  const missing = await assistant.call('set_image', { image: 'none.png' });
  expect(missing.content[0]?.text).toMatch(/^not_found: .*none\.png cannot be read/);
  expect(await assistant.end()).toBe(0);
});
