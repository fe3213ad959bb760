import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Bundles a file of this folder, packages left out, and runs it. @param name of the bundle in dist/bench, without its ending */
export async function runBundled(file, name) {
  const outfile = join(import.meta.dirname, '..', 'dist', 'bench', `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, file)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  await import(pathToFileURL(outfile).href);
}
