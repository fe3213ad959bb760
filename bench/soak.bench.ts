import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { keepPicture } from './keep-picture.js';
import type { LoadReport } from '../libs/cli/src/load/report.js';
import { ROOT } from './measure-stream.js';
import { rowOf } from './measure-viewers.js';
import { report, type ResultRow } from './results.js';

const SECONDS = Number(process.env['SECONDS'] ?? 3_600);
const VIEWERS = Number(process.env['VIEWERS'] ?? 32);

/** Small, so that what is measured is the coming and going. */
const WIDTH = 320;

const SAMPLE_MS = 30_000;

/** From the start on in which code is compiled and pools are filled. */
const WARM_UP_SHARE = 0.1;

/** After the last viewer has left, until connections that were not closed have timed out. */
const EMPTY_MS = 60_000;

interface Sample {
  readonly minutes: number;
  readonly residentMb: number;
  readonly openFiles: number;
  readonly threads: number;
}

function sample(pid: number, startedMs: number): Sample {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    minutes: Number(((performance.now() - startedMs) / 60_000).toFixed(2)),
    residentMb: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024),
    openFiles: readdirSync(`/proc/${pid}/fd`).length,
    threads: readdirSync(`/proc/${pid}/task`).length,
  };
}

/** Half of the viewers, each for about 20 seconds at a time, with commands and keyframe requests. */
function crowd(url: string, leaving: readonly string[]): { readonly tool: ChildProcess; text: string } {
  const options = ['--viewers', String(VIEWERS / 2), '--seconds', String(SECONDS), '--stay', '20'];
  const storms = ['--commands', '5', '--command', '{"type":"set_grain","data":{"grain":0}}', '--keyframes', '0.5'];
  const tool = spawn(
    process.execPath,
    [join(ROOT, 'libs', 'cli', 'bin', 'reactor.js'), 'load', '--url', url, '--json', ...options, ...storms, ...leaving],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const made = { tool, text: '' };
  tool.stdout!.setEncoding('utf8').on('data', (part: string) => (made.text += part));
  return made;
}

/** The lowest of each: what stays between collections. */
function lowOf(samples: readonly Sample[]): Sample {
  const low = (of: keyof Sample): number => Math.min(...samples.map((each) => each[of]));
  return {
    minutes: low('minutes'),
    residentMb: low('residentMb'),
    openFiles: low('openFiles'),
    threads: low('threads'),
  };
}

const server = fork(join(ROOT, 'dist', 'bench', 'app.js'), ['thread', 'fanout', '30'], {
  cwd: ROOT,
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const [{ url }] = (await once(server, 'message')) as [{ url: string }];
const socket = await keepPicture(url, WIDTH, 0);
const startedMs = performance.now();
const empty = sample(server.pid!, startedMs);
const crowds = [crowd(url, []), crowd(url, ['--silently'])];
const over = Promise.all(crowds.map(({ tool }) => once(tool, 'close')));
const samples: Sample[] = [];
while (crowds.some(({ tool }) => tool.exitCode === null)) {
  await Promise.race([delay(SAMPLE_MS), over]);
  samples.push(sample(server.pid!, startedMs));
}
await delay(EMPTY_MS);
const after = sample(server.pid!, startedMs);
socket.close();
server.send('close');
await once(server, 'exit');

const reports = crowds.map(({ text }) => JSON.parse(text) as LoadReport);
const warm = samples.slice(Math.ceil(samples.length * WARM_UP_SHARE));
const third = Math.ceil(warm.length / 3);
const held = (name: string, within: readonly Sample[]): ResultRow => {
  const { residentMb: memory, openFiles, threads } = lowOf(within);
  return { name, figures: { memory: [memory], openFiles: [openFiles], threads: [threads] } };
};
const minutes = Math.round(SECONDS / 60);
report(
  'soak',
  1,
  [
    {
      name: `what the server holds, ${minutes} minutes`,
      rows: [
        held('before', [empty]),
        held('first third', warm.slice(0, third)),
        held('last third', warm.slice(-third)),
        held('empty again', [after]),
      ],
    },
    {
      name: 'what the viewers get',
      rows: [rowOf('leave with a word', [reports[0]!]), rowOf('leave without', [reports[1]!])],
    },
  ],
  [
    {
      name: 'Memory of the server, MB',
      across: 'minutes',
      lines: [{ name: 'memory', points: [empty, ...samples, after].map((each) => [each.minutes, each.residentMb]) }],
    },
  ],
);
