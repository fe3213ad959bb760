import { join } from 'node:path';
import { TestBrowser } from '../test/browser/support/test-browser.js';
import { quantile } from '../libs/cli/src/load/quantile.js';
import { measure, ROOT, type Row, type Setup } from './measure-stream.js';

/** Figures that are compared: less is better. */
const FIGURES: readonly (readonly [string, (row: Row) => number])[] = [
  ['glass to glass, p50 ms', ({ viewer }) => quantile(viewer.latencies, 0.5)],
  ['glass to glass, p95 ms', ({ viewer }) => quantile(viewer.latencies, 0.95)],
  ['command to picture, p50 ms', ({ viewer }) => quantile(viewer.commands, 0.5)],
  ['connect to first frame, p50 ms', ({ firstFrameMs }) => quantile(firstFrameMs, 0.5)],
  ['event-loop delay, p50 ms', ({ server }) => server.loopDelayP50Ms],
  ['event-loop delay, p99 ms', ({ server }) => server.loopDelayP99Ms],
  ['CPU seconds a second', ({ server }) => server.cpuSecondsPerSecond],
  ['memory, MB', ({ server }) => server.rssMb],
  ['milliseconds a received frame', ({ viewer }) => 1_000 / viewer.fps],
];

/**
 * Measures two checkouts in turn, the second one first in every other round, so that a machine that slows down slows down
 * both.
 * @returns lines of a table: the medians of each, and the second one's ratio to the first
 */
export async function compare(before: string, after: string, rounds: number, setup: Setup): Promise<string[]> {
  const rows = new Map<string, Row[]>([
    [before, []],
    [after, []],
  ]);
  const browser = await TestBrowser.launch({ pages: join(ROOT, 'bench', 'pages') });
  try {
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? [before, after] : [after, before];
      for (const root of order) rows.get(root)!.push(await measure(browser, { ...setup, root }));
    }
  } finally {
    await browser.close();
  }
  const median = (root: string, figure: (row: Row) => number): number => quantile(rows.get(root)!.map(figure), 0.5);
  return FIGURES.map(([name, figure]) => {
    const [was, is] = [median(before, figure), median(after, figure)];
    return `${name.padEnd(32)} ${was.toFixed(2).padStart(8)} ${is.toFixed(2).padStart(8)}   x ${(is / was).toFixed(3)}`;
  });
}
