// `npm run load -- --help`: bundles bench/load and runs it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const outfile = join(import.meta.dirname, '..', 'dist', 'bench', 'load.mjs');
await build({
  entryPoints: [join(import.meta.dirname, 'load', 'main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
