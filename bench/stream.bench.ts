import { join } from 'node:path';
import { TestBrowser } from '../test/browser/support/test-browser.js';
import { GRAIN, measure, resultRow, ROOT, type Row, type Setup } from './measure-stream.js';
import { report } from './results.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 3);

const SETUPS: readonly (readonly [name: string, setup: Setup])[] = [
  ['640x360', { width: 640 }],
  ['640x360 with grain', { width: 640, grain: GRAIN }],
  ['1280x720', { width: 1280 }],
  ['1280x720 with grain', { width: 1280, grain: GRAIN }],
];

/** One server, one browser, one viewer at a time, for each size: what a viewer gets, and what it costs. */
async function main(): Promise<void> {
  const browser = await TestBrowser.launch({ pages: join(ROOT, 'bench', 'pages') });
  const rows = SETUPS.map((): Row[] => []);
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [at, [, setup]] of SETUPS.entries()) rows[at]!.push(await measure(browser, setup));
    }
  } finally {
    await browser.close();
  }
  report('stream', ROUNDS, [{ name: 'fanout at 30', rows: SETUPS.map(([name], at) => resultRow(name, rows[at]!)) }]);
}

await main();
