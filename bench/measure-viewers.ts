import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FigureName } from './figures.js';
import { keepPicture } from './keep-picture.js';
import type { GroupReport, LoadReport } from '../libs/cli/src/load/report.js';
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
    [
      join(ROOT, 'libs', 'cli', 'bin', 'reactor.js'),
      'load',
      '--url',
      url,
      '--pid',
      String(server.pid),
      '--json',
      '--settle',
      '8',
    ].concat(['--viewers', String(viewers), '--rate', String(rate), '--seconds', String(SECONDS)], options),
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

type Read = (group: GroupReport, report: LoadReport) => number | null | undefined;

const FIGURES_OF_LOAD: Partial<Record<FigureName, Read>> = {
  fps: ({ fps }) => fps.median,
  slowestFps: ({ fps }) => fps.worst,
  kbps: ({ kbps }) => kbps,
  frozen: ({ frozenPercent }) => frozenPercent,
  arrivalP50: ({ latencyMs }) => latencyMs.p50,
  arrivalP95: ({ latencyMs }) => latencyMs.p95,
  firstFrame: ({ firstFrameMs }) => firstFrameMs.p50,
  cores: (_, { server }) => server?.cores,
  memory: (_, { server }) => server?.memoryMb,
  failed: ({ failed }) => failed,
};

/** A line of results, from what the load tool said in each round. @param of the viewers that it is about */
export function rowOf(
  name: string,
  reports: readonly LoadReport[],
  of: 'all' | 'relayed' | 'direct' = 'all',
): ResultRow {
  const figures = Object.entries(FIGURES_OF_LOAD).map(([figure, read]) => [
    figure,
    reports.flatMap((report) => read(report[of]!, report) ?? []),
  ]);
  return { name, figures: Object.fromEntries(figures) as ResultRow['figures'] };
}
