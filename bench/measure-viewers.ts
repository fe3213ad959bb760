import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FigureName } from './figures.js';
import { keepPicture } from './keep-picture.js';
import type { LoadReport } from './load/report.js';
import { GRAIN, ROOT } from './measure-stream.js';
import type { ResultRow } from './results.js';

const SECONDS = 10;

/**
 * 1280x720 at 30 frames a second that need all of their bitrate, watched by viewers that do not decode.
 * @param options of the load tool
 */
export async function measureViewers(
  viewers: number,
  {
    engine = 'fanout',
    options = [],
  }: { readonly engine?: 'fanout' | 'wrtc'; readonly options?: readonly string[] } = {},
): Promise<LoadReport> {
  const server = fork(join(ROOT, 'dist', 'bench', 'app.js'), ['thread', engine, '30'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ url }] = (await once(server, 'message')) as [{ url: string }];
  const socket = await keepPicture(url, 1280, GRAIN);
  const rate = Math.max(2, viewers / 4);
  const tool = spawn(
    process.execPath,
    [join(ROOT, 'bench', 'load.mjs'), '--url', url, '--pid', String(server.pid), '--json', '--settle', '8'].concat(
      ['--viewers', String(viewers), '--rate', String(rate), '--seconds', String(SECONDS)],
      options,
    ),
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let text = '';
  tool.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  await once(tool, 'close');
  socket.close();
  server.send('close');
  await once(server, 'exit');
  return JSON.parse(text) as LoadReport;
}

const FIGURES_OF_LOAD: Partial<Record<FigureName, (report: LoadReport) => number | null | undefined>> = {
  fps: ({ all }) => all.fps.median,
  slowestFps: ({ all }) => all.fps.worst,
  kbps: ({ all }) => all.kbps,
  frozen: ({ all }) => all.frozenPercent,
  arrivalP50: ({ all }) => all.latencyMs.p50,
  arrivalP95: ({ all }) => all.latencyMs.p95,
  firstFrame: ({ all }) => all.firstFrameMs.p50,
  cores: ({ server }) => server?.cores,
  memory: ({ server }) => server?.memoryMb,
  failed: ({ all }) => all.failed,
};

/** A line of results, from what the load tool said in each round. */
export function rowOf(name: string, reports: readonly LoadReport[]): ResultRow {
  const figures = Object.entries(FIGURES_OF_LOAD).map(([figure, read]) => [
    figure,
    reports.flatMap((report) => read(report) ?? []),
  ]);
  return { name, figures: Object.fromEntries(figures) as ResultRow['figures'] };
}
