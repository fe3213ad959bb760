import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The oldest Python that the newest of the compared packages run on comes first. */
const PREFERRED = ['3.12', '3.13', '3.14'];

export interface PythonEnvironment {
  /** The interpreter that has the package. */
  readonly python: string;
  /** Of the package, as installed. */
  readonly version: string;
  /** Of Python. */
  readonly pythonVersion: string;
}

/**
 * An environment with what a requirements file lists, called after its package; made where it is missing. Two packages
 * have two of them, because they want different versions of others.
 *
 * The interpreter is `PEERS_PYTHON`, or the first that is found. Throws with the reason where there can be none.
 */
export function pythonEnvironment(requirements: string, folder: string): PythonEnvironment {
  const name = basename(requirements, '.txt');
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    console.log(`Installing ${name} into ${folder}`);
    mkdirSync(dirname(folder), { recursive: true });
    run(findPython(), ['-m', 'venv', '--clear', folder]);
    run(python, ['-m', 'pip', 'install', '--quiet', '-r', requirements]);
    writeFileSync(stamp, wanted);
  }
  const script = `import platform; from importlib.metadata import version; print(version("${name}"), platform.python_version())`;
  const [version, pythonVersion] = execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim().split(' ');
  return { python, version: version!, pythonVersion: pythonVersion! };
}

function run(program: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${(stdout + stderr).trim().split('\n').at(-1)}`);
}

function findPython(): string {
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
