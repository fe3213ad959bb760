import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { TestBrowser } from '../test/browser/support/test-browser.js';
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
const GRAIN = 40;
const ROOT = process.cwd();

interface Row {
  readonly size: string;
  readonly firstFrameMs: readonly number[];
  readonly viewer: ViewerFigures;
  readonly server: ServerFigures;
}

/** One server, one browser, one viewer at a time, for each size: what a viewer gets, and what it costs. */
async function main(): Promise<void> {
  const browser = await TestBrowser.launch({ pages: join(ROOT, 'bench', 'pages') });
  const rows: Row[] = [];
  try {
    for (const width of [640, 1280]) {
      for (const grain of [0, GRAIN]) rows.push(await measure(browser, width, grain));
    }
  } finally {
    await browser.close();
  }
  for (const line of table(rows)) console.log(line);
}

async function measure(browser: TestBrowser, width: number, grain: number): Promise<Row> {
  const server = fork(join(ROOT, 'dist', 'bench', 'app.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
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
    size: `${width}x${(width * 9) / 16}${grain > 0 ? ' with grain' : ''}`,
    firstFrameMs,
    viewer,
    server: figures,
  };
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}

function table(rows: readonly Row[]): string[] {
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
    ['memory of the server, MB', ({ server }) => server.rssMb.toFixed(0)],
  ];
  const header = ['', ...rows.map(({ size }) => size)];
  const lines = [header, ...figures.map(([name, read]) => [name, ...rows.map(read)])];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
}

await main();
