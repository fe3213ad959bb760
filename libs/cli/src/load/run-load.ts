import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { CliError } from '../errors/index.js';
import { ModelRoutes } from '../server/model-routes.js';
import type { Terminal } from '../terminal/terminal.js';
import type { LoadOptions } from './load-options.js';
import type { GroupTask } from './load-worker.js';
import { type LoadReport, reportOf } from './report.js';
import { ensureSession } from './server-api.js';
import { watchServer } from './server-usage.js';
import type { ViewerFigures } from './viewer-figures.js';

/** What the viewers sent last is on its way. */
const FAREWELL_MS = 200;

/**
 * Lets the viewers join, and measures what they get.
 * @throws CliError where there is no server, or it refuses a session; `interrupted` before there are figures
 */
export async function runLoad(options: LoadOptions, terminal: Terminal): Promise<LoadReport> {
  const { url, token, viewers, threads, seconds, settle, pid } = options;
  await ensureSession(new ModelRoutes(url, token));
  const groups = Array.from({ length: Math.min(threads, viewers) }, (_, thread) => {
    const numbers = Array.from({ length: viewers }, (_each, i) => i).filter((i) => i % threads === thread);
    return new Worker(new URL('./load-worker.js', import.meta.url), {
      workerData: { options, numbers } satisfies GroupTask,
    });
  });
  try {
    terminal.note(`${viewers} viewers join ${url}`);
    await waiting(Promise.all(groups.map((group) => once(group, 'message', { signal: terminal.interrupted }))));
    await waiting(delay(1000 * settle, undefined, { signal: terminal.interrupted }));
    terminal.note(`measuring for ${seconds} s`);
    const used = await watchServer(url, token, pid);
    for (const group of groups) group.postMessage('start', []);
    // Interrupted, it says what was measured by then.
    await delay(1000 * seconds, undefined, { signal: terminal.interrupted }).catch(() => {});
    const server = await used();
    return reportOf((await Promise.all(groups.map(figuresOf))).flat(), server);
  } finally {
    await delay(FAREWELL_MS);
    await Promise.all(groups.map((group) => group.terminate()));
  }
}

async function waiting(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    throw CliError.of('interrupted', 'stopped before anything was measured', { cause: error });
  }
}

async function figuresOf(group: Worker): Promise<readonly ViewerFigures[]> {
  group.postMessage('stop', []);
  const [figures] = (await once(group, 'message')) as [readonly ViewerFigures[]];
  return figures;
}
