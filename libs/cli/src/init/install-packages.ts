import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CliError } from '../errors/index.js';
import type { Terminal } from '../terminal/terminal.js';

/**
 * Runs `npm install`; what it prints goes to standard error.
 * @throws CliError `program_failed`, `interrupted`
 */
export async function installPackages(folder: string, terminal: Terminal): Promise<void> {
  terminal.note('Installing the packages with npm');
  const npm = spawn('npm', ['install', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  });
  const ended = once(npm, 'exit') as Promise<[code: number | null]>;
  const [code] = await ended.catch((error: unknown) => {
    throw CliError.of('program_failed', 'npm cannot be started; install it, then run npm install in the project', {
      cause: error,
    });
  });
  if (terminal.interrupted.aborted) throw CliError.of('interrupted', `stopped; run npm install in ${folder}`);
  if (code !== 0) {
    throw CliError.of('program_failed', `npm install failed in ${folder}, see above; mend the cause and run it again`);
  }
}
