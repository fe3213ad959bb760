// `node bench/compare.mjs BEFORE AFTER [--width 1280] [--grain 0] [--rounds 3] [--engine wrtc]`: what a change
// costs. BEFORE and AFTER are two checkouts with their dependencies, each built by `npx tsc -b`. Runs the server of each in
// turn, with one browser and one viewer, and prints medians and their ratios; asserts nothing. A round of both takes about 50 s.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    width: { type: 'string', default: '1280' },
    grain: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '3' },
    engine: { type: 'string', default: 'fanout' },
  },
});
if (positionals.length !== 2) {
  console.error('Usage: node bench/compare.mjs BEFORE AFTER [--width 1280] [--grain 0] [--rounds 3] [--engine fanout]');
  process.exit(1);
}

const here = import.meta.dirname;
const outfile = join(here, '..', 'dist', 'bench', 'compare-stream.mjs');
await build({
  entryPoints: [join(here, 'compare-stream.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
const { compare } = await import(pathToFileURL(outfile).href);
const [before, after] = positionals.map((path) => resolve(path));
const { width, grain, rounds, engine } = values;
const setup = { width: Number(width), grain: Number(grain), engine };
for (const line of await compare(before, after, Number(rounds), setup)) {
  console.log(line);
}
process.exit(0);
