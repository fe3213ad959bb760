import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoadReport } from './load/report.js';
import { ROOT } from './measure-stream.js';
import { keepPicture } from './keep-picture.js';

const SECONDS = Number(process.env['SECONDS'] ?? 3_600);
const VIEWERS = Number(process.env['VIEWERS'] ?? 32);

/** Small, so that what is measured is the coming and going. */
const WIDTH = 320;

const SAMPLE_MS = 30_000;

/** From the start on in which code is compiled and pools are filled. */
const WARM_UP_SHARE = 0.1;

/** After the last viewer has gone without a word, until the server has let go of him. */
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
    [join(ROOT, 'bench', 'load.mjs'), '--url', url, '--json', ...options, ...storms, ...leaving],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const made = { tool, text: '' };
  tool.stdout!.setEncoding('utf8').on('data', (part: string) => (made.text += part));
  return made;
}

/** The lowest of some samples: what stays between collections. */
function low(samples: readonly Sample[], of: 'residentMb' | 'openFiles' | 'threads'): number {
  return Math.min(...samples.map((each) => each[of]));
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
const [first, last] = [warm.slice(0, third), warm.slice(-third)];
console.log(`${VIEWERS} viewers that come and go, ${SECONDS} s`);
console.log(
  `${''.padEnd(26)}${['before', 'first third', 'last third', 'empty again'].map((cell) => cell.padStart(13)).join('')}`,
);
for (const [name, of] of [
  ['resident memory, MiB', 'residentMb'],
  ['open files', 'openFiles'],
  ['threads', 'threads'],
] as const) {
  const cells = [empty[of], low(first, of), low(last, of), after[of]];
  console.log(name.padEnd(26) + cells.map((cell) => String(cell).padStart(13)).join(''));
}
for (const { all } of reports)
  console.log(
    `viewers ${all.viewers}, failed ${all.failed}; fps ${all.fps.median?.toFixed(1)}; frozen ${all.frozenPercent.toFixed(2)}%; ` +
      `latency p50 / p99 ${all.latencyMs.p50?.toFixed(0)} / ${all.latencyMs.p99?.toFixed(0)} ms`,
  );
mkdirSync(join(ROOT, 'bench', 'results'), { recursive: true });
const results = { seconds: SECONDS, viewers: VIEWERS, empty, samples, after, reports };
writeFileSync(join(ROOT, 'bench', 'results', 'soak.json'), `${JSON.stringify(results, null, 1)}\n`);
