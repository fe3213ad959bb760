import type { UploadReference } from '@nestjs-reactor/protocol';
import { isObject } from '../authoring/index.js';
import { type FieldProblem, ReactorError } from '../errors/index.js';
import { CheckExpired } from './check-expired.js';
import { fillValues, unknownKey } from './fill-values.js';
import { hostileValues } from './hostile-values.js';
import { hydrateDto, hydrateField } from './hydrate-field.js';
import type { CommandContract, ModelContract } from './model-contract.js';
import { ruleProblems } from './rule-problems.js';
import { expired, withinTime } from './within-time.js';

/**
 * For checks whose duration depends on client input: a pattern that never finishes would block every session. A valid
 * one takes microseconds; the rest is for a machine so busy that this thread has to wait.
 */
export const CHECK_LIMIT_MS = 500;

/** Most problems in one error; it is sent to a client, which may have sent a hundred thousand bad values. */
const MAX_PROBLEMS = 20;

/** A command that the contract accepts: plain values only, by wire name, with defaults in place at every depth. */
export interface CheckedCommand {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** References by parameter; their bytes may not have arrived yet. */
  readonly uploads: Readonly<Record<string, UploadReference>>;
}

/**
 * Checks what a client sent before the model sees any of it. An omitted argument means its default, not "unchanged".
 *
 * @param limitMs whole milliseconds; a check whose duration depends on client input is aborted then
 *
 * Throws `invalid_command` that names every bad field and its bound.
 */
export function checkCommand(
  contract: ModelContract,
  name: string,
  args: unknown,
  uploads: Readonly<Record<string, UploadReference>> = {},
  limitMs = CHECK_LIMIT_MS,
): CheckedCommand {
  const command = contract.commands.get(name);
  if (command === undefined) {
    const known = [...contract.commands.keys()].join(', ');
    throw new ReactorError(
      'invalid_command',
      `${contract.name} has no command ${JSON.stringify(name.slice(0, 80))}; it has ${known || 'none'}`,
    );
  }
  const given = args ?? {};
  if (!isObject(given)) {
    throw new ReactorError('invalid_command', `the arguments of ${name} must be an object of named values`);
  }
  refuse(name, hostileValues(given));
  const problems = uploadProblems(command, given, uploads);
  const filled = fillValues(name, command.fields, given, '', problems);
  problems.push(...limited(command, limitMs, () => breaches(command, filled, problems)));
  refuse(name, problems);
  return { name, args: filled, uploads };
}

/**
 * Files are sent separately from the arguments. An argument with a file's name is only accepted as null, for no file.
 */
function uploadProblems(
  command: CommandContract,
  given: Readonly<Record<string, unknown>>,
  uploads: Readonly<Record<string, unknown>>,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const known = new Set(command.fields.map((field) => field.name));
  for (const name of Object.keys(uploads)) {
    if (!known.has(name)) problems.push(unknownKey(command.name, known, name.slice(0, 80)));
  }
  for (const { name, kind, options } of command.fields) {
    const uploaded = Object.hasOwn(uploads, name);
    const argument = Object.hasOwn(given, name) ? given[name] : undefined;
    const problem =
      kind !== 'file'
        ? uploaded && `is a ${kind}, not a file; send it in the arguments`
        : argument === undefined
          ? !uploaded && !options.nullable && 'is missing; upload the file, then reference it in "uploads"'
          : (uploaded || argument !== null || !options.nullable) &&
            'is a file; upload it first, then reference it in "uploads", not in the arguments';
    if (problem !== false) problems.push({ field: name, message: `${name} ${problem}` });
  }
  return problems;
}

/** class-validator's problems of the values that are present. */
function breaches(
  command: CommandContract,
  filled: Readonly<Record<string, unknown>>,
  found: readonly FieldProblem[],
): FieldProblem[] {
  try {
    if (command.dto !== undefined) return [...ruleProblems(command.fields, hydrateDto(command.dto, filled))];
    return command.fields.flatMap((field) => {
      const value = hydrateField(field, filled[field.name]);
      return [...ruleProblems([field], Object.assign(new field.rules(), { [field.property]: value }))];
    });
  } catch (error) {
    // An author's own rule may fail on a missing field, which is already reported.
    if (found.length > 0) return [];
    throw error;
  }
}

function limited(command: CommandContract, limitMs: number, check: () => FieldProblem[]): FieldProblem[] {
  if (!command.costly) return check();
  const problems = withinTime(limitMs, check);
  if (problems !== expired) return problems;
  throw new CheckExpired(command.name, limitMs);
}

function refuse(command: string, problems: readonly FieldProblem[]): void {
  const first = problems[0];
  if (first === undefined) return;
  const fields = problems.slice(0, MAX_PROBLEMS);
  const more = problems.length > MAX_PROBLEMS ? `; and ${problems.length - MAX_PROBLEMS} more problems` : '';
  throw new ReactorError(
    'invalid_command',
    `${command}: ${fields.map((problem) => problem.message).join('; ')}${more}`,
    { field: first.field, fields },
  );
}
