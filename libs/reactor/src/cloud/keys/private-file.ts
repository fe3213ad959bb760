import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ReactorError } from '../../errors/index.js';

/** Bits of a file's mode for the group and for others. */
const OTHERS = 0o077;

/**
 * The text of a file that only this user may read; undefined where there is none. Rejects with `bad_configuration` where others
 * may read it, or where this user may not.
 */
export async function readPrivate(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      throw new ReactorError(
        'bad_configuration',
        `other users may read ${path}, which has secrets; make it private: chmod 600 ${path}`,
      );
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'EACCES' || code === 'EPERM') throw notOurs(path, error);
    throw error;
  }
}

/** Writes it as a whole: a reader sees the text before or this one. Rejects as `readPrivate` does. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  const temporary = `${path}.${randomUUID()}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await chmod(temporary, 0o600);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') throw notOurs(folder, error);
    throw error;
  }
}

function notOurs(path: string, cause: unknown): ReactorError {
  return new ReactorError(
    'bad_configuration',
    `this user may not use ${path}; give it to the user of the server, or set cloud.directory to a folder of its own`,
    { cause },
  );
}
