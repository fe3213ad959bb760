import type { UploadReference } from '@nestjs-reactor/protocol';
import { isObject } from '../../authoring/index.js';
import { ReactorError } from '../../errors/index.js';
import { FieldProblems } from './field-problems.js';
import { addHostileValues } from './hostile-values.js';
import { commandNamed, type CommandManifest, type ModelManifest } from './model-manifest.js';
import { ObjectCheck } from './value-check.js';

/** A command that its schema accepts: plain values only, by wire name, with defaults in place at every depth. */
export interface CheckedCommand {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** References by parameter; their bytes may not have arrived yet. */
  readonly uploads: Readonly<Record<string, UploadReference>>;
}

/** Compiled on a command's first use; dropped with its manifest. */
const compiled = new WeakMap<CommandManifest, ObjectCheck>();

/**
 * Checks what a client sent against the command's JSON Schema, before the model's worker sees any of it. An omitted
 * argument means its default, not "unchanged". The time that it takes grows with the size of the values and no faster;
 * nothing of the model's author runs.
 *
 * Throws `invalid_command` that names the bad fields with their bounds, `bad_declaration` for a schema that it cannot
 * read.
 */
export function checkCommand(
  manifest: Pick<ModelManifest, 'name' | 'commands'>,
  name: string,
  args: unknown,
  uploads: Readonly<Record<string, UploadReference>> = {},
): CheckedCommand {
  const command = commandNamed(manifest, name);
  if (command === undefined) {
    const known = manifest.commands.map((one) => one.name).join(', ');
    throw new ReactorError(
      'invalid_command',
      `${manifest.name} has no command ${JSON.stringify(name.slice(0, 80))}; it has ${known || 'none'}`,
    );
  }
  const given = args ?? {};
  if (!isObject(given)) {
    throw new ReactorError('invalid_command', `the arguments of ${name} must be an object of named values`);
  }
  const problems = new FieldProblems();
  addHostileValues(given, problems);
  problems.throwIfAny(name);
  const parameters = checkOf(command);
  addUploadProblems(name, parameters, given, uploads, problems);
  const filled = parameters.complete(name, given, '', problems);
  parameters.check(filled, '', problems);
  problems.throwIfAny(name);
  return { name, args: filled, uploads };
}

function checkOf(command: CommandManifest): ObjectCheck {
  const known = compiled.get(command) ?? new ObjectCheck(command.parameters, command.name);
  compiled.set(command, known);
  return known;
}

/**
 * Files are sent separately from the arguments. An argument with a file's name is only accepted as null, for no file.
 */
function addUploadProblems(
  command: string,
  parameters: ObjectCheck,
  given: Readonly<Record<string, unknown>>,
  uploads: Readonly<Record<string, unknown>>,
  problems: FieldProblems,
): void {
  for (const name of Object.keys(uploads)) {
    if (!parameters.fields.has(name)) parameters.addUnknown(command, name, '', problems);
  }
  for (const [name, { kind, nullable }] of parameters.fields) {
    const uploaded = Object.hasOwn(uploads, name);
    const argument = Object.hasOwn(given, name) ? given[name] : undefined;
    const problem =
      kind !== 'file'
        ? uploaded && `is a ${kind ?? 'value'}, not a file; send it in the arguments`
        : argument === undefined
          ? !uploaded && parameters.isRequired(name) && 'is missing; upload the file, then reference it in "uploads"'
          : (uploaded || argument !== null || !nullable) &&
            'is a file; upload it first, then reference it in "uploads", not in the arguments';
    if (problem !== false) problems.add(name, () => `${name} ${problem}`);
  }
}
