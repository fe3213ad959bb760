// What the WebAssembly file of libs/fanout is made of, as one hash; the build and a test ask for it.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NATIVE = join(import.meta.dirname, '..', 'libs', 'fanout', 'native');

/** Paths below `folder`, in one order on every system; without what cargo leaves in target/. */
function filesOf(folder = '') {
  return readdirSync(join(NATIVE, folder), { withFileTypes: true })
    .filter(({ name }) => name !== 'target')
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(`${folder}${entry.name}/`) : [`${folder}${entry.name}`]));
}

export function sourcesHash() {
  const hash = createHash('sha256');
  for (const path of filesOf()) hash.update(`${path}\n`).update(readFileSync(join(NATIVE, path)));
  return hash.digest('hex');
}
