import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { TestBrowser } from '../test/browser/support/test-browser.js';
import { quantile } from './quantile.js';
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
  readonly name: string;
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
  /** @defaultValue 'fanout' */
  readonly engine?: 'fanout' | 'wrtc';
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
  const viewer = await page.evaluate((ms) => window.viewer.measure(ms), WATCH_MS);
  server.send('stop');
  const [figures] = (await once(server, 'message')) as [ServerFigures];
  await page.context().close();
  server.send('close');
  await once(server, 'exit');
  return {
    name: `${width}x${(width * 9) / 16}${grain > 0 ? ' with grain' : ''}${isolation === 'thread' ? '' : ` in a ${isolation}`}`,
    firstFrameMs,
    viewer,
    server: figures,
  };
}

/** Lines of a table with a column for each row of figures. */
export function table(rows: readonly Row[]): string[] {
  const pair = (values: readonly number[]): string =>
    `${quantile(values, 0.5).toFixed(0)} / ${quantile(values, 0.95).toFixed(0)}`;
  const figures: [string, (row: Row) => string][] = [
    ['received frames a second', ({ viewer }) => viewer.fps.toFixed(1)],
    ['received kilobits a second', ({ viewer }) => viewer.kbps.toFixed(0)],
    ['glass to glass, p50 / p95 ms', ({ viewer }) => pair(viewer.latencies)],
    ['command to picture, p50 / p95 ms', ({ viewer }) => pair(viewer.commands)],
    [
      'connect to first frame, p50 / max ms',
      ({ firstFrameMs }) => `${quantile(firstFrameMs, 0.5).toFixed(0)} / ${Math.max(...firstFrameMs).toFixed(0)}`,
    ],
    [
      'event-loop delay of the server, p50 / p99 ms',
      ({ server }) => `${server.loopDelayP50Ms.toFixed(1)} / ${server.loopDelayP99Ms.toFixed(1)}`,
    ],
    ['CPU seconds a second of stream', ({ server }) => server.cpuSecondsPerSecond.toFixed(2)],
    ['memory of the server with its workers, MB', ({ server }) => server.rssMb.toFixed(0)],
  ];
  const header = ['', ...rows.map(({ name }) => name)];
  const lines = [header, ...figures.map(([name, read]) => [name, ...rows.map(read)])];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
}
