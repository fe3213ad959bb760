import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type PackageFolder, packedFiles, ROOT } from '../support/packed-packages.js';

const LIMIT_MS = 30_000;

/** What tests alone need. */
const TEST_FILE = /\.(?:spec|fixture)\./;

/** A project that is made from a template has a test of its own. */
const isTest = (file: string): boolean => TEST_FILE.test(file) && !file.startsWith('templates/');

const PAPERS = ['LICENSE', 'README.md', 'package.json'];

/** Each source with what the compiler makes of it. */
function compiled(folder: PackageFolder): string[] {
  const sources = readdirSync(join(ROOT, 'libs', folder, 'src'), { recursive: true, encoding: 'utf8' });
  return sources
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !TEST_FILE.test(path))
    .flatMap((path) => {
      const stem = path.slice(0, -'.ts'.length);
      return [`src/${path}`, ...['.js', '.js.map', '.d.ts', '.d.ts.map'].map((ending) => `dist/${stem}${ending}`)];
    });
}

describe('the tarball of', () => {
  it.each<[PackageFolder, RegExp]>([
    ['client', /^(?:src\/.+\.ts|dist\/.+\.(?:js|d\.ts)(?:\.map)?)$/],
    ['cli', /^(?:bin\/reactor\.js|templates\/.+|src\/.+\.ts|dist\/.+\.(?:js|d\.ts)(?:\.map)?)$/],
    ['fanout', /^(?:src\/.+\.ts|dist\/.+\.(?:js|d\.ts)(?:\.map)?|wasm\/fanout\.(?:wasm|json)|THIRD-PARTY\.md)$/],
    ['protocol', /^(?:src\/.+\.ts|dist\/.+\.(?:js|d\.ts)(?:\.map)?)$/],
    ['reactor', /^(?:src\/.+\.ts|dist\/.+\.(?:js|d\.ts)(?:\.map)?)$/],
  ])(
    '%s has every source, what the compiler made of it, its papers, and nothing else',
    async (folder, expected) => {
      const files = await packedFiles(folder);
      const packed = new Set(files);
      expect([...PAPERS, ...compiled(folder)].filter((file) => !packed.has(file))).toEqual([]);
      expect(files.filter((file) => !PAPERS.includes(file) && (!expected.test(file) || isTest(file)))).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'playground has the built page, where it lies, its papers, and nothing else',
    async () => {
      const files = await packedFiles('playground');
      const rest = files.filter((file) => !/^dist\/assets\/(?:index|schema)-[\w-]+\.(?:js|css)$/.test(file));
      expect(rest.toSorted()).toEqual(
        [...PAPERS, 'assets.d.ts', 'assets.js', 'dist/index.html', 'dist/reactor-player.js'].toSorted(),
      );
      expect(files.length).toBeGreaterThan(rest.length);
    },
    LIMIT_MS,
  );

  it.each<PackageFolder>(['protocol', 'client', 'fanout', 'playground', 'reactor', 'cli'])(
    '%s is under the licence of the whole',
    (folder) => {
      const licence = (path: string): string => readFileSync(join(ROOT, path, 'LICENSE'), 'utf8');
      expect(licence(`libs/${folder}`)).toBe(licence('.'));
    },
  );
});

it('nothing that is installed reports its installation', () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: object };
  expect(Object.keys(lock.packages).filter((path) => path.includes('scarf'))).toEqual([]);
});
