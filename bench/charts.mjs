// `node bench/charts.mjs`: makes the charts of docs/assets/performance/ and the tables of docs/performance.md from
// bench/results/*.json.
import { join } from 'node:path';
import { runBundled } from './bundle.mjs';

process.chdir(join(import.meta.dirname, '..'));
await runBundled('report/main.ts', 'charts');
