import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes the commands of installed packages known to `npm run`, as an installation does. */
export async function linkBins(directory: string, packages: readonly string[]): Promise<void> {
  const bins = join(directory, 'node_modules', '.bin');
  await mkdir(bins, { recursive: true });
  for (const name of packages) {
    const folder = join(directory, 'node_modules', name);
    const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      readonly bin: Readonly<Record<string, string>>;
    };
    for (const [command, file] of Object.entries(bin)) await symlink(join(folder, file), join(bins, command));
  }
}
