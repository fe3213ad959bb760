import { accessSync, constants, statfsSync } from 'node:fs';
import type { Check } from '../check.js';
import { absent, type Finding, ok, warning } from '../finding.js';

const FOLDER = '/dev/shm';
const MEBIBYTE = 2 ** 20;

/** In which the pictures of a few worker processes find room. */
const ENOUGH_BYTES = 256 * MEBIBYTE;

export const sharedMemory: Check = { name: 'shared memory', run: () => sharedMemoryFinding(size()) };

/** Undefined where there is none that can be written. */
function size(): number | undefined {
  try {
    accessSync(FOLDER, constants.W_OK);
    const { blocks, bsize } = statfsSync(FOLDER);
    return blocks * bsize;
  } catch {
    return undefined;
  }
}

export function sharedMemoryFinding(bytes: number | undefined): Finding {
  if (bytes === undefined) {
    return absent(
      `no ${FOLDER}: pictures of models in processes pass through a file`,
      'nothing to do on macOS and Windows; on Linux mount a tmpfs there',
    );
  }
  const megabytes = `${Math.round(bytes / MEBIBYTE)} MB`;
  if (bytes >= ENOUGH_BYTES) return ok(`${megabytes} in ${FOLDER}`);
  return warning(
    `${megabytes} in ${FOLDER}: pictures of models in processes may go through a pipe, which takes longer`,
    'in a container give it more: docker run --shm-size=1g, or shm_size: 1gb in a compose file',
  );
}
