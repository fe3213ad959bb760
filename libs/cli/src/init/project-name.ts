import { basename, resolve } from 'node:path';
import { CliError } from '../errors/index.js';

/** What npm takes for the name of a package without a scope. */
const PACKAGE_NAME = /^[a-z0-9][a-z0-9._-]*$/;
const MAX_LENGTH = 214;

/** @returns what is wrong with it, undefined where nothing is */
export function nameProblem(name: string): string | undefined {
  if (name.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  if (name === 'node_modules') return 'npm keeps that name for itself';
  if (!PACKAGE_NAME.test(name)) return 'use small letters, digits, -, _ and . , beginning with a letter or a digit';
  return undefined;
}

/**
 * The name of the project in a folder.
 * @param path of the folder, absolute or relative to `cwd`; `.` for `cwd` itself
 * @throws CliError `bad_name`
 */
export function projectNameOf(path: string, cwd: string): string {
  const name = basename(resolve(cwd, path));
  const problem = nameProblem(name);
  if (problem !== undefined) throw CliError.of('bad_name', `'${name}' cannot be the name of a project; ${problem}`);
  return name;
}
