import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');

const ENTRIES = ['@nestjs-reactor/client', '@nestjs-reactor/client/react', '@nestjs-reactor/client/player'];

/** What a page loads at once that uses everything which the package exports; what is imported later is in files of its own. */
async function bundle(entry: string): Promise<{ readonly gzipBytes: number; readonly sources: readonly string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export * from '${entry}';`, resolveDir: ROOT },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['react'],
    splitting: true,
    outdir: join(ROOT, 'dist'),
  });
  const outputs = Object.entries(metafile.outputs);
  const bytesOf = (path: string): number =>
    gzipSync(outputFiles.find((file) => relative(ROOT, file.path) === path)!.contents).length;
  const atOnce = (path: string): readonly string[] => [
    path,
    ...metafile.outputs[path]!.imports.filter(({ kind }) => kind === 'import-statement').flatMap((one) =>
      one.path in metafile.outputs ? atOnce(one.path) : [],
    ),
  ];
  const first = outputs.find(([, { entryPoint }]) => entryPoint === '<stdin>')!;
  const used = outputs
    .flatMap(([, { inputs }]) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    gzipBytes: [...new Set(atOnce(first[0]))].reduce((sum, path) => sum + bytesOf(path), 0),
    sources: used.map(([path]) => path),
  };
}

/** What a browser has, and Node does not or does not need to. */
const BROWSER = [
  'document',
  'window',
  'location',
  'HTMLElement',
  'customElements',
  'MediaStream',
  'RTCPeerConnection',
  'WebSocket',
  'XMLHttpRequest',
];

describe('the client in a page', () => {
  it.each(ENTRIES)('%s has less than 25 kB, compressed, whatever of it is used', async (entry) => {
    const { gzipBytes, sources } = await bundle(entry);
    expect(gzipBytes).toBeLessThan(25_000);
    expect(sources.filter((path) => /protobuf|generated/.test(path))).toEqual([]);
    expect(sources.every((path) => path === '<stdin>' || /^libs\/(client|protocol)\/dist\//.test(path))).toBe(true);
  });
});

it('the player, in one file that loads nothing later, has less than 28 kB', () => {
  const file = readFileSync(join(ROOT, 'libs', 'playground', 'dist', 'reactor-player.js'));
  expect(gzipSync(file).length).toBeLessThan(28_000);
});

describe('the client on a server that renders pages', () => {
  it.each(ENTRIES.slice(0, 2))('%s touches nothing of a browser when it is imported', async (entry) => {
    const code = `
      for (const name of ${JSON.stringify(BROWSER)})
        Object.defineProperty(globalThis, name, { get() { throw new Error(name + ' was read'); } });
      console.log(Object.keys(await import('${entry}')).length);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT });
    expect(Number(stdout)).toBeGreaterThan(0);
  });

  it('defines no element there, and may import the player', async () => {
    const code = `console.log((await import('@nestjs-reactor/client/player')).ReactorPlayer.name);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT });
    expect(stdout).toBe('ReactorPlayer\n');
  });
});
