// `npm run bench [-- NAME]`: bundles bench/NAME.bench.ts (without a name all but two) and runs it.
// Prints figures, asserts nothing.
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Run only by name: one installs packages of Python, the other takes an hour. */
const NAMED = ['peers', 'soak'];

const here = dirname(fileURLToPath(import.meta.url));
const all = readdirSync(here)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${all.join(', ')}`);
  process.exit(1);
}

console.log(`Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}\n`);
for (const name of wanted.length > 0 ? wanted : all.filter((each) => !NAMED.includes(each))) {
  const outfile = join(here, '..', 'dist', 'bench', `${name}.bench.mjs`);
  await build({
    entryPoints: [join(here, `${name}.bench.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  console.log(`## ${name}`);
  await import(pathToFileURL(outfile).href);
  console.log('');
}
process.exit(0);
