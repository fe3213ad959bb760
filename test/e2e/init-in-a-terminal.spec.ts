import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ROOT } from '../support/packed-packages.js';
import { until } from '../support/until.js';

const REACTOR = join(ROOT, 'libs', 'cli', 'bin', 'reactor.js');
const DOWN = '\u001B[B';
const ENTER = '\r';
const CONTROL_C = '\u0003';

/** `script` of util-linux gives a program a terminal whose keys come from its own standard input. */
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;
const [test, unless] = hasScript ? [it, ''] : [it.skip, ' (skipped: there is no script of util-linux)'];

/** A program in a terminal. */
class Terminal {
  private screen = '';
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;

  constructor(cwd: string, ...args: readonly string[]) {
    const line = [process.execPath, REACTOR, ...args].map((word) => `'${word}'`).join(' ');
    const env = { ...process.env, NODE_OPTIONS: '', TERM: 'xterm' };
    // A terminal of script has no size of its own.
    const sized = `stty cols 120 rows 40; exec ${line}`;
    this.child = spawn('script', ['-qec', sized, '/dev/null'], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.screen += stripVTControlCharacters(text)));
  }

  async shows(text: string): Promise<void> {
    await until(`the terminal to show ${JSON.stringify(text)}`, () => this.screen.includes(text), 20_000);
  }

  press(keys: string): void {
    this.child.stdin.write(keys);
  }

  /** @returns the exit status of the program */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

let cwd: string;
let terminal: Terminal | undefined;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'reactor-terminal-'));
});
afterEach(async () => {
  terminal?.kill();
  terminal = undefined;
  await rm(cwd, { recursive: true, force: true });
});

describe('reactor init in a terminal', () => {
  test(`asks for the name and the template, and makes that project${unless}`, async () => {
    terminal = new Terminal(cwd, 'init');
    await terminal.shows('What is it called?');
    terminal.press(`Not A Name${ENTER}`);
    // The name is refused in words, and may be corrected.
    await terminal.shows('use small letters');
    terminal.press(`${'\u007F'.repeat('Not A Name'.length)}lamp${ENTER}`);
    await terminal.shows('What does it begin with?');
    terminal.press(DOWN);
    await terminal.shows('● onnx');
    terminal.press(ENTER);
    await terminal.shows('Next:');
    expect(await terminal.ended()).toBe(0);
    expect(JSON.parse(await readFile(join(cwd, 'lamp', 'package.json'), 'utf8'))).toMatchObject({
      name: 'lamp',
      dependencies: { 'onnxruntime-node': expect.any(String) },
    });
  });

  test(`asks for nothing that the command line says${unless}`, async () => {
    terminal = new Terminal(cwd, 'init', 'lamp', '--template', 'hello');
    await terminal.shows('Next:');
    expect(await terminal.ended()).toBe(0);
    expect(await readdir(cwd)).toEqual(['lamp']);
  });

  test(`writes nothing where the person leaves${unless}`, async () => {
    terminal = new Terminal(cwd, 'init', 'lamp');
    await terminal.shows('What does it begin with?');
    terminal.press(CONTROL_C);
    await terminal.shows('Nothing was written.');
    expect(await terminal.ended()).toBe(130);
    expect(await readdir(cwd)).toEqual([]);
  });
});
