// `npm run bench [-- NAME]`: bundles bench/NAME.bench.ts (without a name all but two) and runs it.
// Prints figures, asserts nothing.
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { runBundled } from './bundle.mjs';

/** Run only by name: one installs packages of Python, the other takes an hour. */
const NAMED = ['peers', 'soak'];

const all = readdirSync(import.meta.dirname)
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
  console.log(`## ${name}`);
  await runBundled(`${name}.bench.ts`, `${name}.bench`);
  console.log('');
}
process.exit(0);
