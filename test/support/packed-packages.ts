import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = join(import.meta.dirname, '..', '..');

/** Folders under `libs`, in an order in which each needs only those before it. */
export const PACKAGES = [
  'protocol',
  'client',
  'fanout',
  'playground',
  'python',
  'schematics',
  'reactor',
  'cli',
] as const;
const WORKSPACES = PACKAGES.flatMap((folder) => ['--workspace', `libs/${folder}`]);
export type PackageFolder = (typeof PACKAGES)[number];

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const run = promisify(execFile);

export async function manifestOf(folder: PackageFolder): Promise<Manifest> {
  return JSON.parse(await readFile(join(ROOT, 'libs', folder, 'package.json'), 'utf8')) as Manifest;
}

let listing: Promise<ReadonlyMap<string, readonly string[]>> | undefined;

/** The files that go into a package's tarball, as `npm pack` lists them. Nothing is built, written or asked for. */
export async function packedFiles(folder: PackageFolder): Promise<readonly string[]> {
  listing ??= listAll();
  return (await listing).get((await manifestOf(folder)).name)!;
}

/** Of all packages, by name: npm takes longer to start than to list them. */
async function listAll(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', ...WORKSPACES], {
    cwd: ROOT,
  });
  // An array in npm up to 11, an object by package afterwards.
  const tarballs = Object.values(
    JSON.parse(stdout) as Record<string, { readonly name: string; readonly files: { readonly path: string }[] }>,
  );
  return new Map(tarballs.map(({ name, files }) => [name, files.map(({ path }) => path)]));
}

/** Nest's packages that the guide says to install with ours: optional peers, because npm would take the newest for an older Nest. */
const INSTALLED_WITH = ['@nestjs/platform-ws', '@nestjs/websockets'];

/**
 * Lays a `node_modules` into `directory` as an installation outside of this repository has it: our packages out of their
 * tarballs, and of what they need only what their manifests declare, without other optional peers; `further` packages beside.
 */
export async function installPacked(directory: string, further: readonly string[]): Promise<void> {
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', directory, ...WORKSPACES], { cwd: ROOT });
  const needed = new Map([...INSTALLED_WITH, ...further].map((name) => [name, join(ROOT, 'node_modules', name)]));
  for (const folder of PACKAGES) {
    const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = await manifestOf(folder);
    const peers = Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional);
    for (const name of [...Object.keys(dependencies), ...peers]) {
      // Where another version of the same package is wanted as well, ours is beside the package that wants it.
      const own = join(ROOT, 'libs', folder, 'node_modules', name);
      needed.set(name, existsSync(own) ? own : join(ROOT, 'node_modules', name));
    }
  }
  const tarballs = (await readdir(directory)).filter((file) => file.endsWith('.tgz'));
  for (const folder of PACKAGES) {
    const { name } = await manifestOf(folder);
    needed.delete(name);
    const target = join(directory, 'node_modules', name);
    await mkdir(target, { recursive: true });
    const tarball = tarballs.find((file) => file.startsWith(name.slice(1).replace('/', '-')))!;
    await run('tar', ['-xzf', join(directory, tarball), '-C', target, '--strip-components=1']);
  }
  for (const [name, place] of needed) {
    const link = join(directory, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(place, link, 'junction');
  }
}
