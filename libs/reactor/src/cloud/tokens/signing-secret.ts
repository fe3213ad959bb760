import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { CloudOptions } from '../cloud.options.js';
import { readPrivate, writePrivate } from '../keys/private-file.js';

const SECRET_BYTES = 32;

/** The secrets of the options, or that of the folder, which is made where there is none. */
export async function signingSecrets({ secrets, directory }: CloudOptions): Promise<readonly [string, ...string[]]> {
  const [first, ...others] = secrets;
  if (first !== undefined) return [first, ...others];
  const path = join(directory, 'secret');
  const known = (await readPrivate(path))?.trim();
  if (known) return [known];
  const made = randomBytes(SECRET_BYTES).toString('base64url');
  await writePrivate(path, `${made}\n`);
  return [made];
}
