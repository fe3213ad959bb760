import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './until.js';

/** Media engine of every app that says no other: the tests hold with each. */
export const MEDIA_ENGINE = process.env['MEDIA_ENGINE'] ?? 'fanout';

const ROOT = join(import.meta.dirname, '..', '..');

/** From its start until it says where it listens; a cold machine that loads a model needs a while. */
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 20_000;

export interface AppProcessOptions {
  /**
   * Models to serve, the first at the root; `default`: those that the app serves by itself, which take longer to load.
   * @defaultValue ['dreamfield']
   */
  readonly models?: readonly string[] | 'default';
  readonly env?: Readonly<Record<string, string>>;
  /** Script to run, relative to the repository. @defaultValue 'dist/main.js' */
  readonly script?: string;
  /** Have the models of test/fixtures in the catalogue, in place of the examples. */
  readonly fixtures?: boolean;
  /** Further flags for Node itself, such as `--expose-gc`. */
  readonly nodeFlags?: readonly string[];
  /** A command that runs it, such as a tracer; the process that starts must be the application itself. */
  readonly under?: readonly string[];
  /** In a process group of its own, as a shell starts it. */
  readonly detached?: boolean;
  /** Be content when it listens, its models still loading. */
  readonly loading?: boolean;
}

/** The built application as a process of its own, on a free port: native media never shares a process with jest. */
export class AppProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: string[],
    /** `http://127.0.0.1:port`, without a slash at the end. */
    readonly url: string,
  ) {}

  static async start(options: AppProcessOptions = {}): Promise<AppProcess> {
    const { child, lines } = spawnApp(options);
    const announced = options.loading ? /Listening at (http:\S+)/ : /^Open (http:\S+)/;
    const url = await new Promise<string>((resolve, reject) => {
      const fail = (why: string): void => {
        child.kill('SIGKILL');
        reject(new Error(`the app did not start: ${why}\n${lines.join('\n')}`));
      };
      const timer = setTimeout(() => fail(`nothing listens after ${START_LIMIT_MS} ms`), START_LIMIT_MS);
      const gone = (code: number | null): void => fail(`exit code ${code}`);
      child.once('exit', gone);
      const look = (): void => {
        const found = lines.map((line) => announced.exec(line)?.[1]).find((address) => address !== undefined);
        if (found === undefined) return;
        clearTimeout(timer);
        child.off('exit', gone);
        for (const stream of [child.stdout, child.stderr]) stream?.off('data', look);
        resolve(found.replace('localhost', '127.0.0.1'));
      };
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', look);
    });
    return new AppProcess(child, lines, url);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Everything it has written so far. */
  get log(): string {
    return this.lines.join('\n');
  }

  /** The same address for a WebSocket. */
  get socketUrl(): string {
    return `${this.url.replace('http', 'ws')}/signaling`;
  }

  /** What it says of its first model's session. */
  async session(): Promise<{ readonly session_id: string; readonly state: string }> {
    return (await (await fetch(`${this.url}/session`)).json()) as { session_id: string; state: string };
  }

  /** Waits until its first model's session is in this state. */
  async becomes(state: string, limitMs?: number): Promise<void> {
    await until(`the session to be ${state}`, async () => (await this.session()).state === state, limitMs);
  }

  /** The sum of a metric over its labels; zero where it has no samples. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const samples = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].filter(([line]) =>
      wanted.every((label) => line.includes(label)),
    );
    return samples.reduce((sum, [, value]) => sum + Number(value), 0);
  }

  /** Files and sockets that it has open, as Linux counts them. */
  get openFiles(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  get threads(): number {
    return readdirSync(`/proc/${this.pid}/task`).length;
  }

  /** Processes that it has started, workers of models for example, as Linux counts them. */
  get children(): readonly number[] {
    return childrenOf(this.pid);
  }

  /** The worker process of a model, by its command line; throws where there is none. */
  workerOf(model: string): number {
    const found = this.children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(model));
    if (found === undefined) throw new Error(`no process is the worker of ${model}`);
    return found;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** @returns the exit code, null where a signal ended it */
  async exited(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    await once(this.child, 'exit');
    return this.child.exitCode;
  }

  /** Asks it to end, and ends it by force when it does not. @returns the exit code */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_LIMIT_MS);
    this.child.kill('SIGTERM');
    const code = await this.exited();
    clearTimeout(timer);
    return code;
  }
}

/** Processes that this one has started, as Linux counts them. */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
    .filter((child) => child !== '')
    .map(Number);
}

/** Starts it without waiting for anything, for tests of how it fails. */
export function spawnApp(options: AppProcessOptions): { readonly child: ChildProcess; readonly lines: string[] } {
  const flags = ['--enable-source-maps', ...(options.fixtures ? ['-C', 'fixtures'] : []), ...(options.nodeFlags ?? [])];
  const [command, ...args] = [
    ...(options.under ?? []),
    process.execPath,
    ...flags,
    join(ROOT, options.script ?? 'dist/main.js'),
  ];
  const child = spawn(command!, args, {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      HOST: '127.0.0.1',
      PORT: '0',
      MEDIA_ENGINE,
      ...(options.models === 'default' ? {} : { REACTOR_MODEL: (options.models ?? ['dreamfield']).join(',') }),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.detached ?? false,
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
    });
  }
  return { child, lines };
}
