import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { AppProcess, childrenOf, spawnApp } from '../support/app-process.js';
import { pythonWith } from '../support/python.js';
import { until } from '../support/until.js';

/** A worker starts in a few seconds on a busy machine, and some rows start two. */
const ROW_MS = 60_000;

const PROBE = join(import.meta.dirname, 'worker-faults-probe.mjs');

interface Result {
  readonly error?: string;
  readonly reason?: string;
  readonly outcome?: { readonly ok: boolean; readonly code?: string };
  /** Of a command that was queued behind the fault. */
  readonly waiting?: string;
  readonly losses: readonly { readonly code: string; readonly message: string; readonly cause?: string }[];
  readonly failures: readonly { readonly code: string; readonly message: string }[];
  readonly log: readonly string[];
  readonly logged: number;
  /** A command of the next session was done, and its frames arrived. */
  readonly again: boolean;
  readonly held: object;
}

/** A server's side that does what each line asks, in one isolation. */
class Probe {
  usual: object = {};
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;

  constructor(...of: readonly string[]) {
    this.child = spawn(process.execPath, ['-C', 'fixtures', PROBE, ...of], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.answers = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  async ready(): Promise<void> {
    ({ usual: this.usual } = (await this.answer()) as unknown as { usual: object });
  }

  async commit(fault: string): Promise<Result> {
    this.child.stdin!.write(`${fault}\n`);
    return await this.answer();
  }

  /** @returns what was held when its last worker had ended */
  async end(): Promise<object> {
    this.child.stdin!.end();
    const { end } = (await this.answer()) as unknown as { end: object };
    await once(this.child, 'exit');
    return end;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private async answer(): Promise<Result> {
    for (;;) {
      const { value, done } = await this.answers.next();
      if (done) throw new Error('the probe ended');
      if ((value as string).startsWith('{')) return JSON.parse(value as string) as Result;
    }
  }
}

const KEPT = { losses: [], failures: [] };
const FAILED = { losses: [], failures: [{ code: 'model_failed', message: expect.stringContaining('outlaw failed') }] };
/** @param cause of the worker's end, for the log */
function lost(cause: string | RegExp): object {
  const matching = expect.stringMatching(cause);
  return { losses: [{ code: 'worker_lost', message: expect.any(String), cause: matching }], failures: [] };
}
function terminated(what: string): object {
  return { losses: [{ code: 'worker_lost', message: expect.stringContaining(what) }], failures: [] };
}

const EVERYWHERE: readonly (readonly [string, string, object])[] = [
  ['throws in load', 'load', { ...KEPT, reason: expect.stringContaining('no weights') }],
  ['throws in a turn', 'throw', FAILED],
  [
    'throws in a handler',
    'handler',
    { ...KEPT, outcome: { ok: false, code: 'internal_error', message: expect.any(String) } },
  ],
  ['throws in a hook', 'hook', { ...KEPT, log: [expect.stringContaining('hook started() failed')] }],
  ['never ends its first hook', 'hanging_hook', terminated('did not start its session within 3000 ms')],
  ['never yields', 'never_yield', { ...terminated('did not finish its turn'), waiting: 'worker_lost' }],
  ['yields rubbish', 'yield_rubbish', FAILED],
  ['answers nothing', 'block', { ...terminated('did not finish its turn'), waiting: 'worker_lost' }],
  ['exits', 'exit', lost(/^exit code 0$/)],
  ['floods the host with frames', 'flood_frames', lost('more than 10000 messages a second')],
  ['floods the host with messages', 'flood_messages', lost('more than 10000 messages a second')],
  ['sends what is no message', 'speak_rubbish', lost('a message media whose session is no string')],
];

const IN_A_THREAD: typeof EVERYWHERE = [
  ['leaks to the limit of its heap', 'leak_heap', lost('heap out of memory')],
  // Node refuses it in a thread; a native crash ends the application.
  ['aborts', 'abort', FAILED],
];

const IN_A_PROCESS: typeof EVERYWHERE = [
  ['leaks to the limit of its heap', 'leak_heap', lost(/^signal SIGABRT$/)],
  [
    'leaks to the limit of its memory',
    'leak_memory',
    lost('more than inference.maxMemoryMb (700)'.replace(/[()]/g, '\\$&')),
  ],
  ['aborts', 'abort', lost(/^signal SIGABRT$/)],
  ['is killed', 'killed', lost(/^signal SIGKILL$/)],
];

describe.each([
  ['thread', [...EVERYWHERE, ...IN_A_THREAD]],
  ['process', [...EVERYWHERE, ...IN_A_PROCESS]],
] as const)('a model in a %s', (isolation, rows) => {
  let probe: Probe;

  beforeAll(async () => {
    probe = new Probe(isolation);
    await probe.ready();
  }, ROW_MS);
  afterAll(() => probe.kill());

  it.each(rows)(
    'that %s costs its session at most, and leaves nothing behind',
    async (_, fault, expected) => {
      const result = await probe.commit(fault);
      expect(result.error).toBeUndefined();
      expect(result).toMatchObject(expected);
      expect(result.again).toBe(true);
      expect(result.held).toEqual(probe.usual);
    },
    ROW_MS,
  );

  if (isolation === 'process') {
    it(
      'that floods its output is logged in part, and goes on',
      async () => {
        const result = await probe.commit('flood_output');
        expect(result).toMatchObject({ ...KEPT, again: true, held: probe.usual });
        expect(result.log[0]).toBe('line 0');
        expect(result.logged).toBeLessThan(10_000);
      },
      ROW_MS,
    );
  }

  it('leaves nothing behind at the close', async () => {
    expect(await probe.end()).toMatchObject({ processes: 0, slotFiles: 0 });
  });
});

/** Also in Python; what is missing there is a fault of JavaScript's heap. */
const IN_PYTHON: typeof EVERYWHERE = [
  ...EVERYWHERE,
  ...IN_A_PROCESS.filter(([, fault]) => fault !== 'leak_heap'),
  ['crashes in native code', 'segfault', lost(/^signal SIGSEGV$/)],
  ['keeps the lock of the interpreter for ever', 'hold_gil', terminated('did not finish its turn')],
  ['raises SystemExit', 'sys_exit', FAILED],
  ['has no memory left', 'out_of_memory', FAILED],
  ['recurses without end', 'recurse', FAILED],
  ['sends a picture that is no picture', 'wrong_slot', lost('picture of 2x2 has no part of 6 bytes')],
];

const PYTHON = pythonWith('worker', 'numpy');

describe('a model in Python', () => {
  let probe: Probe | undefined;

  beforeAll(async () => {
    if (PYTHON.unless !== '') return;
    probe = new Probe('python', PYTHON.python);
    await probe.ready();
  }, ROW_MS);
  afterAll(() => probe?.kill());

  for (const [what, fault, expected] of IN_PYTHON) {
    PYTHON.test(
      `that ${what} costs its session at most, and leaves nothing behind${PYTHON.unless}`,
      async () => {
        const result = await probe!.commit(fault);
        expect(result.error).toBeUndefined();
        expect(result).toMatchObject(expected);
        expect(result.again).toBe(true);
        expect(result.held).toEqual(probe!.usual);
      },
      ROW_MS,
    );
  }

  for (const [what, fault, line] of [
    ['floods its output is logged in part', 'flood_output', 'line 0'],
    ['prints bytes that look like messages is logged', 'print_rubbish', expect.stringContaining('"type":"loaded"')],
  ] as const) {
    PYTHON.test(
      `that ${what}, and goes on${PYTHON.unless}`,
      async () => {
        const result = await probe!.commit(fault);
        expect(result).toMatchObject({ ...KEPT, again: true, held: probe!.usual });
        expect(result.log[0]).toEqual(line);
        expect(result.logged).toBeLessThan(10_000);
      },
      ROW_MS,
    );
  }

  PYTHON.test(`leaves nothing behind at the close${PYTHON.unless}`, async () => {
    expect(await probe!.end()).toMatchObject({ processes: 0, slotFiles: 0 });
  });
});

function isRunning(pid: number): boolean {
  // One that has ended stays in the list until its parent has read how.
  return existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

describe('an application with models in processes', () => {
  const ENV = { REACTOR_ISOLATION: 'process' };

  it('goes on with the others when one is killed, and starts it again', async () => {
    const app = await AppProcess.start({ fixtures: true, models: ['hazard', 'mirror', 'texture'], env: ENV });
    try {
      await until('three workers', () => app.children.length === 3, ROW_MS);
      const joined = async (model: string): Promise<SignalingSocket> => {
        const socket = await SignalingSocket.open(app.url);
        expect(await socket.ask({ type: 'join', model })).toMatchObject({ type: 'joined' });
        return socket;
      };
      const victim = await joined('hazard');
      const others = [await joined('mirror'), await joined('texture')];
      process.kill(app.workerOf('hazard'), 'SIGKILL');
      const end = await until('the end', () => victim.told.find(({ type }) => type === 'ended'), 20_000);
      expect(end).toMatchObject({ reason: 'worker_lost', retryable: true });
      for (const other of others) {
        expect(await other.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
        expect(other.told.some(({ type }) => type === 'ended')).toBe(false);
      }
      await app.becomes('ready', ROW_MS);
      expect(await victim.ask({ type: 'join', model: 'hazard' })).toMatchObject({ type: 'joined' });
      expect(await victim.ask({ type: 'command', name: 'count', args: {} })).toMatchObject({ type: 'reply' });
      for (const socket of [victim, ...others]) socket.close();
      const workers = app.children;
      expect(await app.stop()).toBe(0);
      expect(workers.filter(isRunning)).toEqual([]);
    } finally {
      app.signal('SIGKILL');
    }
  }, 180_000);

  it.each([
    ['rests', {}],
    ['computes for ever', { name: 'block', args: { ms: 60_000 } }],
  ])(
    'that is killed takes its worker with it, also one that %s',
    async (_, command) => {
      const app = await AppProcess.start({ fixtures: true, models: ['hazard'], env: ENV });
      try {
        const [worker] = app.children as readonly [number];
        const viewer = await SignalingSocket.open(app.url);
        await viewer.ask({ type: 'join' });
        if ('name' in command) viewer.send({ type: 'command', ...command });
        expect(await viewer.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
        app.signal('SIGKILL');
        await app.exited();
        await until('the end of the worker', () => !isRunning(worker), 10_000);
      } finally {
        app.signal('SIGKILL');
      }
    },
    90_000,
  );

  it('ends its workers itself where a terminal signals the whole group', async () => {
    // A group of its own, as a shell makes it: the signal reaches every process in it.
    const { child, lines } = spawnApp({ fixtures: true, models: ['hazard'], env: ENV, detached: true });
    try {
      await until('the start', () => lines.some((line) => line.startsWith('Open http')), ROW_MS);
      const [worker] = childrenOf(child.pid!) as readonly [number];
      process.kill(-child.pid!, 'SIGINT');
      await once(child, 'exit');
      expect(child.exitCode).toBe(0);
      expect(isRunning(worker)).toBe(false);
      // The worker closed its model: nobody says that it was lost.
      expect(lines.join('\n')).not.toMatch(/worker of hazard ended|did not close/);
    } finally {
      child.kill('SIGKILL');
    }
  }, 120_000);
});
