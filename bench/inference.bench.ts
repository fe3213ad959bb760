import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { testPython } from '../scripts/python-environment.mjs';
import type { InferenceJob } from './inference/app.js';
import { ROOT } from './measure-stream.js';
import { quantile } from '../libs/cli/src/load/quantile.js';
import { report, type ResultRow } from './results.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 3);

/** Of each round: five seconds at 30 a second. */
const FRAMES = 150;

const SIZES = [
  [640, 360],
  [1280, 720],
  [1920, 1080],
] as const;

const WAYS = [
  ['in a thread, RGB', 'thread', 'rgb'],
  ['in a thread, I420', 'thread', 'i420'],
  ['in a process, RGB', 'process', 'rgb'],
  ['in a process, I420', 'process', 'i420'],
  ['in Python, RGB', 'python', 'rgb'],
  ['in Python, I420', 'python', 'i420'],
] as const;

/** How long a picture takes from the model to the server, wherever the model runs; a plain copy of its bytes beside it. */
async function main(): Promise<void> {
  const python = testPython('worker', ROOT);
  const hasPython = existsSync(python);
  if (!hasPython) console.log('Python is skipped: node scripts/python-environment.mjs makes its environment');
  const app = fork(join(ROOT, 'dist', 'bench', 'inference', 'app.js'), {
    cwd: ROOT,
    env: { ...process.env, VIRTUAL_ENV: dirname(dirname(python)) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(app, 'message');
  const measure = async (what: 'run' | 'copy', job: InferenceJob): Promise<readonly number[]> => {
    app.send({ what, job });
    const [tookMs] = (await once(app, 'message')) as [number[]];
    return tookMs;
  };
  const ways = WAYS.filter(([, where]) => where !== 'python' || hasPython);
  const tables = [];
  for (const [width, height] of SIZES) {
    const found = new Map<string, (readonly number[])[]>();
    const add = (name: string, tookMs: readonly number[]): void =>
      void found.set(name, [...(found.get(name) ?? []), tookMs]);
    for (let round = 0; round < ROUNDS; round++) {
      const size = { width, height, frames: FRAMES };
      add('a copy of I420', await measure('copy', { ...size, where: 'thread', format: 'i420' }));
      for (const [name, where, format] of ways) add(name, await measure('run', { ...size, where, format }));
    }
    tables.push({ name: `${width}x${height}`, rows: [...found].map(([name, rounds]) => rowOf(name, rounds)) });
  }
  app.send('close');
  report('inference', ROUNDS, tables);
}

function rowOf(name: string, rounds: readonly (readonly number[])[]): ResultRow {
  return {
    name,
    figures: {
      handoverP50: rounds.map((tookMs) => quantile(tookMs, 0.5)),
      handoverP99: rounds.map((tookMs) => quantile(tookMs, 0.99)),
    },
  };
}

await main();
