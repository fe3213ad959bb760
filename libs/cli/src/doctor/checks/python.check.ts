import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../check.js';
import { absent, type Finding, ok } from '../finding.js';
import { probe } from '../probe.js';

/** Prints the version and, where it is there, that of numpy. */
const SCRIPT = `
import platform
from importlib import metadata
try: numpy = metadata.version("numpy")
except metadata.PackageNotFoundError: numpy = ""
print(platform.python_version(), numpy)`;

const NEED = 'Python models need 3.10 or newer, with numpy';

export const python: Check = {
  name: 'Python',
  async run({ project }) {
    const folder = project?.folder ?? process.cwd();
    const interpreter = interpreterFor(folder);
    const { ok: hasRun, text } = await probe(interpreter, ['-c', SCRIPT], folder);
    return pythonFinding(interpreter, hasRun ? text : undefined);
  },
};

/** The first that a model would find: in `models`, in the project, the active one, the system's. */
function interpreterFor(folder: string): string {
  const isWindows = process.platform === 'win32';
  const inEnvironment = isWindows ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const environments = [join(folder, 'models', '.venv'), join(folder, '.venv'), process.env['VIRTUAL_ENV'] ?? ''];
  const candidates = environments.filter((path) => path !== '').map((path) => join(path, ...inEnvironment));
  return candidates.find((path) => existsSync(path)) ?? (isWindows ? 'python' : 'python3');
}

/** @param said versions of Python and numpy; undefined where it does not run */
export function pythonFinding(interpreter: string, said: string | undefined): Finding {
  if (said === undefined) return absent(`${interpreter} does not run; ${NEED}`, 'install Python 3.10 or newer');
  const [version = '', numpy = ''] = said.split(' ');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 3 || (major === 3 && minor < 10)) {
    return absent(`${interpreter} is ${version}; ${NEED}`, 'install Python 3.10 or newer');
  }
  if (numpy === '') {
    return absent(`${interpreter} is ${version}, without numpy; ${NEED}`, `run '${interpreter} -m pip install numpy'`);
  }
  return ok(`${version} with numpy ${numpy} (${interpreter})`);
}
