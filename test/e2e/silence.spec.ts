import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';

/** ONNX Runtime 1.30 looks its maker's host up 9 s after a network was opened, where it is allowed to. */
const REPORTED_WITHIN_MS = 12_000;

/** strace without its own words, of what speaks to anybody. */
const TRACED = ['-f', '-qq', '-e', 'signal=none', '-e', 'trace=connect,sendto,sendmmsg'];

const onLinux = process.platform === 'linux' ? it : it.skip;
const whereTraced = spawnSync('strace', ['-V']).status === 0 ? it : it.skip;

let root: string;
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'silence-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Run {
  /** Files that it left in its home and in its temporary folder. */
  readonly files: readonly string[];
  /** System calls by which it spoke to anybody. */
  readonly calls: readonly string[];
}

/** The default app with its own network, dreamfield's, started and stopped, with a home and a temporary folder of its own. */
async function run(name: string, { env = {}, watchedMs = 0 }: { env?: Record<string, string>; watchedMs?: number }) {
  const [home, temporary, trace] = ['home', 'tmp', 'trace'].map((part) => join(root, name, part)) as [
    string,
    string,
    string,
  ];
  for (const folder of [home, temporary]) mkdirSync(folder, { recursive: true });
  const app = await AppProcess.start({
    env: { ...env, HOME: home, TMPDIR: temporary },
    // -D: the application is the child, and the tracer runs beside it.
    ...(watchedMs > 0 ? { under: ['strace', '-D', ...TRACED, '-o', trace] } : {}),
  });
  await new Promise((resolve) => setTimeout(resolve, watchedMs));
  expect(await app.stop()).toBe(0);
  const files = [home, temporary].flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }));
  const calls = watchedMs > 0 ? readFileSync(trace, 'utf8').split('\n').filter(leavesTheMachine) : [];
  return { files, calls } satisfies Run;
}

/** Netlink asks the kernel alone: the machine's own addresses are read that way. */
function leavesTheMachine(call: string): boolean {
  return call !== '' && !call.includes('sa_family=AF_NETLINK');
}

describe('the default app', () => {
  it('leaves nothing in its user’s home, nor in the temporary folder', async () => {
    expect((await run('plain', {})).files).toEqual([]);
  }, 90_000);

  onLinux(
    'leaves what ONNX Runtime writes for its reports, where they are allowed: the look above can fail',
    async () => {
      const { files } = await run('allowed', { env: { REACTOR_ONNX_TELEMETRY: 'on' } });
      expect(files).toContainEqual(expect.stringMatching(/mat-debug|onnxruntime/));
    },
    90_000,
  );

  whereTraced(
    'looks up no name and connects to nobody',
    async () => {
      expect((await run('traced', { watchedMs: REPORTED_WITHIN_MS })).calls).toEqual([]);
    },
    120_000,
  );

  whereTraced('would be seen to connect, by any thread: the look above can fail', () => {
    const trace = join(root, 'control');
    const connects =
      'new (require(\'worker_threads\').Worker)(\'require("net").connect(9, "127.0.0.1").on("error", () => {})\', { eval: true })';
    spawnSync('strace', [...TRACED, '-o', trace, process.execPath, '-e', connects]);
    expect(readFileSync(trace, 'utf8').split('\n').filter(leavesTheMachine)).toContainEqual(
      expect.stringContaining('inet_addr("127.0.0.1")'),
    );
  });
});
