import { join } from 'node:path';
import { TestBrowser } from '../test/browser/support/test-browser.js';
import { GRAIN, measure, ROOT, type Row, type Setup } from './measure-stream.js';
import { quantile } from './quantile.js';

/** Rounds of which the medians are printed. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);

const ENGINES = ['fanout', 'wrtc'] as const;

const SETUPS: readonly (readonly [name: string, setup: Setup])[] = [
  ['640x360 at 30', { width: 640, grain: GRAIN }],
  ['1280x720 at 30', { width: 1280, grain: GRAIN }],
  ['1920x1080 at 30', { width: 1920, grain: GRAIN }],
  ['1280x720 at 60', { width: 1280, grain: GRAIN, fps: 60 }],
];

const FIGURES: readonly (readonly [string, (row: Row) => number])[] = [
  ['received frames a second', ({ viewer }) => viewer.fps],
  ['received kbps', ({ viewer }) => viewer.kbps],
  ['glass to glass p50 ms', ({ viewer }) => quantile(viewer.latencies, 0.5)],
  ['glass to glass p95 ms', ({ viewer }) => quantile(viewer.latencies, 0.95)],
  ['command to picture p50 ms', ({ viewer }) => quantile(viewer.commands, 0.5)],
  ['command to picture p95 ms', ({ viewer }) => quantile(viewer.commands, 0.95)],
  ['first frame cold ms', ({ firstFrameMs }) => firstFrameMs[0] ?? NaN],
  ['first frame warm ms', ({ firstFrameMs }) => quantile(firstFrameMs.slice(1), 0.5)],
  ['CPU seconds a second', ({ server }) => server.cpuSecondsPerSecond],
  ['event-loop delay p99 ms', ({ server }) => server.loopDelayP99Ms],
];

/** Both engines in turn, one Chromium viewer, a picture that needs all of its bitrate. */
async function main(): Promise<void> {
  const wanted = process.env['SETUP'];
  const browser = await TestBrowser.launch({ pages: join(ROOT, 'bench', 'pages') });
  try {
    for (const [name, setup] of SETUPS) {
      if (wanted !== undefined && !name.includes(wanted)) continue;
      const rows = { fanout: [] as Row[], wrtc: [] as Row[] };
      for (let round = 0; round < ROUNDS; round++) {
        const order = round % 2 === 0 ? ENGINES : ENGINES.toReversed();
        for (const engine of order) rows[engine].push(await measure(browser, { ...setup, engine }));
      }
      console.log(`${name}, medians of ${ROUNDS}`.padEnd(32), ...ENGINES.map((engine) => engine.padStart(8)));
      for (const [figure, read] of FIGURES) {
        const cells = ENGINES.map((engine) => quantile(rows[engine].map(read), 0.5).toFixed(2).padStart(8));
        console.log(figure.padEnd(32), ...cells);
      }
    }
  } finally {
    await browser.close();
  }
}

await main();
