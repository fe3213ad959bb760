import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TestBrowser } from '../test/browser/support/test-browser.js';
import { GRAIN, measure, resultRow, ROOT, type Row, type Setup } from './measure-stream.js';
import { report, type ResultTable } from './results.js';

/** Rounds of which the medians are printed. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);

/** H.264 where the package `node-av` can be found: `NODE_PATH` may name a folder that has it. */
const ENGINES = hasNodeAv() ? (['fanout', 'wrtc', 'x264'] as const) : (['fanout', 'wrtc'] as const);

const SETUPS: readonly (readonly [name: string, setup: Setup])[] = [
  ['640x360 at 30', { width: 640, grain: GRAIN }],
  ['1280x720 at 30', { width: 1280, grain: GRAIN }],
  ['1920x1080 at 30', { width: 1920, grain: GRAIN }],
  ['1280x720 at 60', { width: 1280, grain: GRAIN, fps: 60 }],
];

/** Each engine in turn, one Chromium viewer, a picture that needs all of its bitrate. */
async function main(): Promise<void> {
  const setups = SETUPS.filter(([name]) => name.includes(process.env['SETUP'] ?? ''));
  const tables: ResultTable[] = [];
  const browser = await TestBrowser.launch({ pages: join(ROOT, 'bench', 'pages') });
  try {
    for (const [name, setup] of setups) {
      const rows = { fanout: [] as Row[], wrtc: [] as Row[], x264: [] as Row[] };
      for (let round = 0; round < ROUNDS; round++) {
        const order = round % 2 === 0 ? ENGINES : ENGINES.toReversed();
        for (const engine of order) rows[engine].push(await measure(browser, { ...setup, engine }));
      }
      tables.push({ name, rows: ENGINES.map((engine) => resultRow(engine, rows[engine])) });
    }
  } finally {
    await browser.close();
  }
  report('engines', ROUNDS, tables);
}

function hasNodeAv(): boolean {
  try {
    createRequire(import.meta.url).resolve('node-av/lib');
    return true;
  } catch {
    console.log('x264 is not measured: node-av is not installed');
    return false;
  }
}

await main();
