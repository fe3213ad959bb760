import { join } from 'node:path';
import { TestBrowser } from '../test/browser/support/test-browser.js';
import { measure, ROOT, type Row, table } from './measure-stream.js';

/** Runs of each: they take turns, so that a machine that gets slower is slower for both. */
const RUNS = 3;

/** A model in a thread and in a process of its own, at 1280x720. */
async function main(): Promise<void> {
  const browser = await TestBrowser.launch({ pages: join(ROOT, 'bench', 'pages') });
  const rows: Row[] = [];
  try {
    for (let run = 0; run < RUNS; run++) {
      for (const isolation of ['thread', 'process'] as const)
        rows.push(await measure(browser, { width: 1280, isolation }));
    }
  } finally {
    await browser.close();
  }
  for (const line of table(rows)) console.log(line);
}

await main();
