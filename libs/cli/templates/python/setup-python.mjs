// Makes models/.venv with the packages of models/requirements.txt, unless they are there.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const environment = join('models', '.venv');
const isWindows = process.platform === 'win32';
const python = isWindows ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');
const system = isWindows ? 'python' : 'python3';
// As the model looks for one: an environment that is active goes before the system's.
const active = process.env.VIRTUAL_ENV && join(process.env.VIRTUAL_ENV, isWindows ? 'Scripts' : 'bin', 'python');

if (!existsSync(python) && !hasPackages(active || system)) {
  console.log(`Making ${environment}; this is done once`);
  run(system, '-m', 'venv', environment);
  run(
    python,
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '-r',
    join('models', 'requirements.txt'),
  );
}

/** Whether an interpreter is new enough, and has what the model needs. */
function hasPackages(interpreter) {
  const lines = readFileSync(join('models', 'requirements.txt'), 'utf8').split('\n');
  const names = lines.map((line) => /^[\w.-]+/.exec(line)?.[0]).filter((name) => name !== undefined);
  const script = `import sys, importlib.metadata as m; assert sys.version_info >= (3, 10); [m.version(n) for n in ${JSON.stringify(names)}]`;
  return spawnSync(interpreter, ['-c', script], { stdio: 'ignore' }).status === 0;
}

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(
    `${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}; install Python 3.10 or newer, with venv`,
  );
  process.exit(1);
}
