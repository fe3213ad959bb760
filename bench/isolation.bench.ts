import { join } from 'node:path';
import { TestBrowser } from '../test/browser/support/test-browser.js';
import { measure, resultRow, ROOT, type Row } from './measure-stream.js';
import { report } from './results.js';

/** Runs of each: they take turns, so that a machine that gets slower is slower for both. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);

/** A model in a thread and in a process of its own, at 1280x720. */
async function main(): Promise<void> {
  const browser = await TestBrowser.launch({ pages: join(ROOT, 'bench', 'pages') });
  const rows = { thread: [] as Row[], process: [] as Row[] };
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const isolation of ['thread', 'process'] as const)
        rows[isolation].push(await measure(browser, { width: 1280, isolation }));
    }
  } finally {
    await browser.close();
  }
  const inThread = resultRow('model in a thread', rows.thread);
  report('isolation', ROUNDS, [{ name: '1280x720', rows: [inThread, resultRow('in a process', rows.process)] }]);
}

await main();
