import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';

/**
 * Folder of packages that has the optional one `node-av`; undefined where it is not installed. Tests of H.264 are skipped
 * then: install it outside of the repository (`npm install node-av@6 --ignore-scripts`), and name that folder's
 * `node_modules` in `NODE_PATH`.
 */
export const NODE_AV_FOLDER = folderOf('node-av/lib');

function folderOf(name: string): string | undefined {
  try {
    const file = dirname(createRequire(import.meta.url).resolve(name));
    return file.slice(0, file.lastIndexOf(`${sep}node-av${sep}`));
  } catch {
    return undefined;
  }
}
