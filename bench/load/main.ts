import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { HELP, type LoadOptions, parseLoadOptions } from './load-options.js';
import { reportOf, tableOf } from './report.js';
import { ensureSession } from './server-api.js';
import { watchServer } from './server-usage.js';
import { ViewerGroup } from './viewer-group.js';
import type { ViewerFigures } from './viewer-figures.js';

interface GroupTask {
  readonly options: LoadOptions;
  /** Of the viewers in this thread. */
  readonly numbers: readonly number[];
}

/** One thread of viewers: it joins them at once, and starts and stops to measure when it is asked to. */
async function runGroup({ options, numbers }: GroupTask): Promise<void> {
  const group = await ViewerGroup.create(options);
  parentPort!.on('message', (message: 'start' | 'stop') => {
    if (message === 'start') group.start();
    else parentPort!.postMessage(group.stop());
  });
  await group.join(numbers);
  parentPort!.postMessage('joined');
}

async function run(options: LoadOptions): Promise<void> {
  const { url, token, viewers, threads, seconds, settle, pid, json } = options;
  await ensureSession(url, token);
  const groups = Array.from({ length: Math.min(threads, viewers) }, (_, thread) => {
    const numbers = Array.from({ length: viewers }, (_each, i) => i).filter((i) => i % threads === thread);
    return new Worker(new URL(import.meta.url), { workerData: { options, numbers } satisfies GroupTask });
  });
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  say(`${viewers} viewers join ${url}`);
  await Promise.all(groups.map((group) => once(group, 'message')));
  await delay(1000 * settle);
  say(`measuring for ${seconds} s`);
  const used = await watchServer(url, token, pid);
  for (const group of groups) group.postMessage('start');
  await delay(1000 * seconds);
  const server = await used();
  const stopped = groups.map(async (group) => {
    group.postMessage('stop');
    const [figures] = (await once(group, 'message')) as [readonly ViewerFigures[]];
    return figures;
  });
  const report = reportOf((await Promise.all(stopped)).flat(), server);
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${tableOf(report).join('\n')}\n`);
  // What the viewers sent last is on its way.
  await delay(200);
  await Promise.all(groups.map((group) => group.terminate()));
}

async function main(): Promise<void> {
  try {
    const options = parseLoadOptions(process.argv.slice(2));
    if (options === undefined) process.stdout.write(HELP);
    else await run(options);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

if (isMainThread) await main();
else await runGroup(workerData as GroupTask);
