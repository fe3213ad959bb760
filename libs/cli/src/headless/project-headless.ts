import { pathToFileURL } from 'node:url';
import type * as Headless from '@nestjs-reactor/core/headless';
import { CliError } from '../errors/index.js';
import type { Project } from '../project/project.js';
import type { Terminal } from '../terminal/terminal.js';

/** The framework's part for headless runs, as a project has it installed. */
export type HeadlessPackage = typeof Headless;

/** @throws CliError `bad_project` where the project has no framework, or one without headless runs */
export async function headlessOf(project: Project): Promise<HeadlessPackage> {
  await project.core();
  const path = project.resolve('@nestjs-reactor/core/headless');
  if (path === undefined) {
    throw CliError.of(
      'bad_project',
      `the @nestjs-reactor/core of ${project.folder} has no headless runs; install a newer one`,
    );
  }
  return (await import(pathToFileURL(path).href)) as HeadlessPackage;
}

/** Log lines of the models go to standard error, and only those that say that something is wrong: results are on standard output. */
export async function quietLogs(project: Project, terminal: Terminal): Promise<void> {
  const path = project.resolve('@nestjs/common');
  if (path === undefined) return;
  const { Logger } = (await import(pathToFileURL(path).href)) as {
    readonly Logger: { overrideLogger(logger: Readonly<Record<string, (message: unknown) => void>>): void };
  };
  const note = (message: unknown): void => terminal.note(String(message));
  const silent = (): void => {};
  Logger.overrideLogger({ log: silent, debug: silent, verbose: silent, warn: note, error: note, fatal: note });
}
