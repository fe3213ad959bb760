import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { TestBrowser } from '../test/browser/support/test-browser.js';
import type { FigureName } from './figures.js';
import { quantile } from '../libs/cli/src/load/quantile.js';
import type { ResultRow } from './results.js';
import type { ServerFigures } from './app.js';
import type { ViewerApi, ViewerFigures } from './pages/viewer.js';

declare global {
  interface Window {
    viewer: ViewerApi;
  }
}

const WATCH_MS = 10_000;
const SETTLE_MS = 3_000;
const CONNECTS = 5;
/** A picture that needs all of the bitrate that it may have. */
export const GRAIN = 40;
/** The repository. */
export const ROOT = process.cwd();

export interface Row {
  readonly firstFrameMs: readonly number[];
  readonly viewer: ViewerFigures;
  readonly server: ServerFigures;
}

/** What is measured. */
export interface Setup {
  readonly width: number;
  /** @defaultValue 0 */
  readonly grain?: number;
  /** @defaultValue 'thread' */
  readonly isolation?: 'thread' | 'process';
  /** `x264` is the fan-out with that encoder. @defaultValue 'fanout' */
  readonly engine?: 'fanout' | 'wrtc' | 'x264';
  /** @defaultValue 30 */
  readonly fps?: 30 | 60;
  /** Checkout whose server is measured. @defaultValue this one */
  readonly root?: string;
}

/** What a viewer gets of one server, and what it costs. */
export async function measure(
  browser: TestBrowser,
  { width, grain = 0, isolation = 'thread', engine = 'fanout', fps = 30, root = ROOT }: Setup,
): Promise<Row> {
  const server = fork(join(root, 'dist', 'bench', 'app.js'), [isolation, engine, String(fps)], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ url }] = (await once(server, 'message')) as [{ url: string }];
  const socketUrl = `${url.replace('http', 'ws')}/signaling`;
  const firstFrameMs: number[] = [];
  for (let i = 1; i < CONNECTS; i++) {
    const { page } = await browser.open('viewer');
    firstFrameMs.push(await page.evaluate((address) => window.viewer.connect(address), socketUrl));
    await page.context().close();
  }
  const { page } = await browser.open('viewer');
  firstFrameMs.push(await page.evaluate((address) => window.viewer.connect(address), socketUrl));
  await page.evaluate((size) => window.viewer.command('set_width', { width: size }), width);
  await page.evaluate((strength) => window.viewer.command('set_grain', { grain: strength }), grain);
  await page.waitForTimeout(SETTLE_MS);
  server.send('start');
  const viewer = await page.evaluate((args) => window.viewer.measure(...args), [WATCH_MS, width] as const);
  server.send('stop');
  const [figures] = (await once(server, 'message')) as [ServerFigures];
  await page.context().close();
  server.send('close');
  await once(server, 'exit');
  return { firstFrameMs, viewer, server: figures };
}

const READ: Partial<Record<FigureName, (row: Row) => number>> = {
  fps: ({ viewer }) => viewer.fps,
  kbps: ({ viewer }) => viewer.kbps,
  glassP50: ({ viewer }) => quantile(viewer.latencies, 0.5),
  glassP95: ({ viewer }) => quantile(viewer.latencies, 0.95),
  commandP50: ({ viewer }) => quantile(viewer.commands, 0.5),
  commandP95: ({ viewer }) => quantile(viewer.commands, 0.95),
  firstFrameCold: ({ firstFrameMs }) => firstFrameMs[0] ?? NaN,
  firstFrameWarm: ({ firstFrameMs }) => quantile(firstFrameMs.slice(1), 0.5),
  cores: ({ server }) => server.cpuSecondsPerSecond,
  loopDelayP99: ({ server }) => server.loopDelayP99Ms,
  memory: ({ server }) => server.rssMb,
};

/** A line of results, from what was measured in each round. */
export function resultRow(name: string, rows: readonly Row[]): ResultRow {
  const figures = Object.entries(READ).map(([figure, read]) => [figure, rows.map(read)]);
  return { name, figures: Object.fromEntries(figures) as ResultRow['figures'] };
}
