// `node bench/charts.mjs`: makes the charts of docs/assets/performance/ and the tables of docs/performance.md from
// bench/results/*.json.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

process.chdir(join(import.meta.dirname, '..'));
const outfile = join('dist', 'bench', 'charts.mjs');
await build({
  entryPoints: [join('bench', 'report', 'main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
