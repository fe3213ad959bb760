import { join } from 'node:path';
import { TestBrowser } from '../test/browser/support/test-browser.js';
import { GRAIN, measure, ROOT, type Row, table } from './measure-stream.js';

/** One server, one browser, one viewer at a time, for each size: what a viewer gets, and what it costs. */
async function main(): Promise<void> {
  const browser = await TestBrowser.launch({ pages: join(ROOT, 'bench', 'pages') });
  const rows: Row[] = [];
  try {
    for (const width of [640, 1280]) {
      for (const grain of [0, GRAIN]) rows.push(await measure(browser, { width, grain }));
    }
  } finally {
    await browser.close();
  }
  for (const line of table(rows)) console.log(line);
}

await main();
