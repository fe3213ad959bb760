import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../errors/index.js';
import type { Project } from '../project/project.js';

/** The first that is there: that of the build leaves the tests out. */
const CONFIGS = ['tsconfig.build.json', 'tsconfig.json'];

/**
 * Arguments of Node that compile a project whenever a file of it changes.
 * @throws CliError `bad_project` where it has no TypeScript, or no `tsconfig.json`
 */
export function projectCompiler(project: Project): readonly string[] {
  const tsc = project.resolve('typescript/bin/tsc');
  if (tsc === undefined) {
    throw CliError.of(
      'bad_project',
      `${project.folder} has no compiler; install it with 'npm install --save-dev typescript'`,
    );
  }
  const config = CONFIGS.find((file) => existsSync(join(project.folder, file)));
  if (config === undefined) {
    throw CliError.of(
      'bad_project',
      `${project.folder} has no tsconfig.json; 'reactor init' makes a project that has one`,
    );
  }
  return [tsc, '-p', config, '--watch', '--preserveWatchOutput', '--noEmitOnError'];
}
