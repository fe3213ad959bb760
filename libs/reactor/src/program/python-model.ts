import { existsSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import process from 'node:process';
import { launcher } from '@nestjs-reactor/python';
import { toWireName } from '../authoring/index.js';
import { ReactorError } from '../errors/index.js';
import { ProgramModel, type ProgramModelOptions } from './program-model.js';

export const PYTHON_RUNTIMES = ['reactor-worker', 'reactor-runtime'] as const;

/** What hosts the class. */
export type PythonRuntime = (typeof PYTHON_RUNTIMES)[number];

/** How a Python model runs. */
export interface PythonModelOptions extends Omit<ProgramModelOptions, 'name' | 'command' | 'args'> {
  /** Module and class of the model, `package.module:Class`; the module is looked up in `cwd` first. */
  readonly entry: string;
  /** On the wire, in logs and in the page. @defaultValue the class in snake_case */
  readonly name?: string;
  /**
   * The interpreter, 3.10 or newer: a path, relative to `cwd`, or a name in `PATH`.
   * @defaultValue that of the first virtual environment found: `.venv` in `cwd`, `.venv` in the server's directory,
   *   `VIRTUAL_ENV`; else `python3`
   */
  readonly python?: string;
  /** File that the model's `load` gets, relative to `cwd`. The server does not read it. */
  readonly config?: string;
  /**
   * What hosts the class: `reactor-worker`, the package of this project, which comes with it; `reactor-runtime`, for a
   * class written for the Python Reactor Runtime, which must be installed.
   * @defaultValue 'reactor-worker'
   */
  readonly runtime?: PythonRuntime;
}

const ENTRY = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*$/;

/** Files of a Python model. */
const LOADED = /\.(?:py|json|ya?ml|toml|onnx)$/;

const IS_WINDOWS = process.platform === 'win32';

/**
 * A model that is a Python class. Its process is started by the server, in the model's own interpreter and packages; what
 * the model offers comes from there.
 *
 * Throws `bad_configuration` for an entry of another form, an unknown runtime, a bad name, and where `cwd` is no folder or
 * `config` no file.
 */
export function pythonModel(options: PythonModelOptions): ProgramModel {
  const { entry, config, runtime = 'reactor-worker', cwd = '.' } = options;
  checkPython(options);
  const [module = '', className = ''] = entry.split(':');
  const python = options.python ?? foundPython(cwd);
  return new ProgramModel(
    {
      ...options,
      name: options.name ?? toWireName(className),
      command: python,
      cwd,
      args: [
        '-u',
        launcher,
        `--entry=${entry}`,
        `--runtime=${runtime}`,
        ...(config === undefined ? [] : [`--config=${resolve(cwd, config)}`]),
      ],
      env: { PYTHONUTF8: '1', ...options.env },
    },
    {
      className,
      watched: { folders: foldersOf(cwd, module, config), recursive: false, names: LOADED },
      missing: `there is no Python at ${python}; install one, make an environment with \`python3 -m venv ${join(cwd, '.venv')}\`, or set python`,
    },
  );
}

function checkPython({ entry, config, runtime = 'reactor-worker', cwd = '.' }: PythonModelOptions): void {
  const refuse = (problem: string): never => {
    throw new ReactorError('bad_configuration', `pythonModel: ${problem}`);
  };
  if (typeof entry !== 'string' || !ENTRY.test(entry)) {
    refuse(`entry must be 'module:Class', such as 'sunny:Sunny' (got ${JSON.stringify(entry) ?? 'none'})`);
  }
  if (!PYTHON_RUNTIMES.includes(runtime)) {
    refuse(`runtime must be one of ${PYTHON_RUNTIMES.join(', ')} (got ${JSON.stringify(runtime)})`);
  }
  if (config !== undefined && !existsSync(resolve(cwd, config))) {
    refuse(`there is no file ${resolve(cwd, config)}; correct config, which is relative to cwd`);
  }
}

/** The interpreter of a virtual environment, or the one that the system calls so. */
function foundPython(cwd: string): string {
  const environments = [resolve(cwd, '.venv'), resolve('.venv'), process.env['VIRTUAL_ENV'] ?? ''];
  const interpreters = environments
    .filter((folder) => folder !== '')
    .map((folder) => (IS_WINDOWS ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')));
  return interpreters.find((path) => existsSync(path)) ?? (IS_WINDOWS ? 'python' : 'python3');
}

/** The folders of the module, of the packages around it, and of its configuration: not all of `cwd`, where environments are. */
function foldersOf(cwd: string, module: string, config: string | undefined): readonly string[] {
  const packages = module.split('.').slice(0, -1);
  const folders = [resolve(cwd), ...packages.map((_, at) => resolve(cwd, packages.slice(0, at + 1).join(sep)))];
  const itself = resolve(cwd, module.replaceAll('.', sep));
  if (config !== undefined) folders.push(dirname(resolve(cwd, config)));
  return [...new Set([...folders, itself])].filter((folder) => existsSync(folder));
}
