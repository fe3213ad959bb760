import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { RESTART_POLICIES, type RestartPolicy, WIRE_NAME } from '../authoring/index.js';
import type { ModelManifest } from '../contract/index.js';
import { ReactorError } from '../errors/index.js';
import type { ModelProgram, ModelSource, WatchedFiles } from '../session/ports/index.js';

/** How a model runs that is a program of its own. */
export interface ProgramModelOptions {
  /** On the wire, in logs and in the page: small letters, digits and `_`. The program gets it as its last argument. */
  readonly name: string;
  /** The program: a name that is looked up in `PATH`, or a path, relative to `cwd`. */
  readonly command: string;
  readonly args?: readonly string[];
  /** Working directory of the program. @defaultValue that of the server */
  readonly cwd?: string;
  /** Added to the environment of the server. */
  readonly env?: Readonly<Record<string, string>>;
  /** How often it is started, and so how many sessions run side by side. @defaultValue `session.instances` */
  readonly instances?: number;
  /** What the loss of its process costs. @defaultValue `session.restart` */
  readonly restart?: RestartPolicy;
}

/** What a kind of program adds to its options. */
export interface ProgramDetails {
  /** Of its code, for log lines. @defaultValue the name */
  readonly className?: string;
  readonly watched?: WatchedFiles;
  /** What to do where the command does not exist. */
  readonly missing?: string;
}

/** A model that is a program of its own, in any language: stands in `models` beside the classes. */
export class ProgramModel {
  readonly source: ModelSource;

  /** Throws `bad_configuration`. */
  constructor(options: ProgramModelOptions, details: ProgramDetails = {}) {
    const { name, instances, restart } = options;
    checkOptions(options);
    const manifest: ModelManifest = { name, tracks: [], inputs: [], commands: [], messages: [], hooks: {} };
    this.source = {
      name,
      className: details.className ?? name,
      program: programOf(options, details.missing),
      ...(details.watched === undefined ? {} : { watched: details.watched }),
      ...(instances === undefined ? {} : { instances }),
      ...(restart === undefined ? {} : { restart }),
      manifest,
    };
  }
}

/**
 * A model that is a program in any language: it speaks the worker protocol (docs/reference/worker-protocol.md) and tells
 * with its manifest what it offers. Each instance is a process of its own.
 *
 * Throws `bad_configuration` for a bad name, and where `cwd` is no folder.
 */
export function programModel(options: ProgramModelOptions): ProgramModel {
  return new ProgramModel(options);
}

function programOf({ command, args = [], cwd, env }: ProgramModelOptions, missing?: string): ModelProgram {
  const isPath = /[\\/]/.test(command);
  return {
    command: isPath ? resolve(cwd ?? '.', command) : command,
    args,
    ...(cwd === undefined ? {} : { cwd: resolve(cwd) }),
    ...(env === undefined ? {} : { env }),
    ...(missing === undefined ? {} : { missing }),
  };
}

function checkOptions({ name, command, cwd, instances, restart }: ProgramModelOptions): void {
  const refuse = (problem: string): never => {
    throw new ReactorError('bad_configuration', `the model ${JSON.stringify(name) ?? 'without a name'}: ${problem}`);
  };
  if (typeof name !== 'string' || !WIRE_NAME.test(name)) {
    refuse('its name must have small letters, digits and _, beginning with a letter; set name');
  }
  if (typeof command !== 'string' || command === '') refuse('it names no program; set command');
  if (cwd !== undefined && !(existsSync(cwd) && statSync(cwd).isDirectory())) {
    refuse(`its cwd ${resolve(cwd)} is no folder; correct cwd`);
  }
  if (instances !== undefined && !(Number.isInteger(instances) && instances >= 1 && instances <= 1024)) {
    refuse(`instances must be a whole number from 1 to 1024 (got ${instances})`);
  }
  if (restart !== undefined && !RESTART_POLICIES.includes(restart)) {
    refuse(`restart must be one of ${RESTART_POLICIES.join(', ')} (got '${restart}')`);
  }
}
