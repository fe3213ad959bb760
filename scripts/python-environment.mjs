// Virtual environments of Python for tests and benches, each made where it is missing. By itself, for `.ci/run`:
// `node scripts/python-environment.mjs` makes those of the tests, and says which cannot be had; with names it makes these alone.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const REQUIREMENTS = join(root, 'libs', 'python', 'requirements');

/** Where the environments of the tests are, by name: one for each list of requirements of the Python package. */
const TEST_ENVIRONMENTS = join('.cache', 'python');

/** Made only by name: PyTorch for Linux on x64 is one of 5 GB, with CUDA. */
const NAMED = ['torch'];

/** The oldest Python that the newest of the packages run on comes first. */
const PREFERRED = ['3.12', '3.13', '3.14'];

/** The interpreter of an environment of the tests, whether it is there or not. */
export function testPython(name, checkout = root) {
  return interpreterOf(join(checkout, TEST_ENVIRONMENTS, name));
}

/**
 * An environment with what a requirements file lists, called after its package.
 *
 * The interpreter that it is made by is `PEERS_PYTHON`, or the first that is found. Throws with the reason where there can be
 * none.
 */
export function pythonEnvironment(requirements, folder) {
  const name = basename(requirements, '.txt');
  const python = makeEnvironment(requirements, folder);
  const script = `import platform; from importlib.metadata import version; print(version("${name}"), platform.python_version())`;
  const [version, pythonVersion] = execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim().split(' ');
  return { python, version, pythonVersion };
}

/** @returns the interpreter */
function makeEnvironment(requirements, folder) {
  const python = interpreterOf(folder);
  const stamp = join(folder, 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    console.log(`Installing ${basename(requirements, '.txt')} into ${folder}`);
    mkdirSync(dirname(folder), { recursive: true });
    run(findPython(), ['-m', 'venv', '--clear', folder]);
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
    writeFileSync(stamp, wanted);
  }
  return python;
}

function interpreterOf(folder) {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

function run(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${(stdout + stderr).trim().split('\n').at(-1)}`);
}

function findPython() {
  const { PEERS_PYTHON, PYENV_ROOT, HOME } = process.env;
  if (PEERS_PYTHON !== undefined) return PEERS_PYTHON;
  const versions = join(PYENV_ROOT ?? join(HOME ?? '/', '.pyenv'), 'versions');
  const ofPyenv = existsSync(versions) ? readdirSync(versions) : [];
  const candidates = PREFERRED.flatMap((minor) => [
    ...ofPyenv.filter((each) => each.startsWith(`${minor}.`)).map((each) => join(versions, each, 'bin', 'python')),
    `python${minor}`,
  ]);
  const found = [...candidates, 'python3'].find((each) => spawnSync(each, ['-c', 'import venv']).status === 0);
  if (found === undefined) throw new Error('there is no Python 3');
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = readdirSync(REQUIREMENTS).map((file) => basename(file, '.txt'));
  const names = process.argv.length > 2 ? process.argv.slice(2) : all.filter((name) => !NAMED.includes(name));
  for (const name of names) {
    try {
      makeEnvironment(join(REQUIREMENTS, `${name}.txt`), join(root, TEST_ENVIRONMENTS, name));
    } catch (error) {
      console.log(`no Python environment '${name}', so its tests are skipped: ${error.message}`);
    }
  }
}
