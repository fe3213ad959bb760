import type { UploadReference } from '@nestjs-reactor/protocol';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { type FieldProblem, ReactorError } from '../errors/index.js';
import type { CommandContract, Field, ModelContract } from './model-contract.js';

/** A command that the contract accepts: plain values only, by wire name, with defaults in place. */
export interface CheckedCommand {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** References by parameter; their bytes are not there yet. */
  readonly uploads: Readonly<Record<string, UploadReference>>;
}

/**
 * Checks what a client sent before the model sees any of it. An argument that is not sent stands for its default, not
 * for "unchanged".
 *
 * Throws `invalid_command` that names every bad field and its bound.
 */
export function checkCommand(
  contract: ModelContract,
  name: string,
  args: unknown,
  uploads: Readonly<Record<string, UploadReference>> = {},
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
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new ReactorError('invalid_command', `the arguments of ${name} must be an object of named values`);
  }
  const values = new Map(Object.entries(given));
  const problems = [...unexpected(command, values, uploads), ...checkUploads(command, uploads)];
  const filled: Record<string, unknown> = {};
  for (const field of command.fields) {
    if (field.kind === 'file') {
      problems.push(...checkFile(field, values.get(field.name), uploads[field.name]));
      continue;
    }
    const value = values.get(field.name);
    if (value !== undefined) filled[field.name] = value;
    else if (field.required) problems.push(missing(field));
    else filled[field.name] = structuredClone(field.fallback);
  }
  refuse(name, problems);
  refuse(name, breaches(command, filled));
  return { name, args: filled, uploads };
}

function unexpected(
  command: CommandContract,
  values: ReadonlyMap<string, unknown>,
  uploads: Readonly<Record<string, unknown>>,
): FieldProblem[] {
  const known = new Set(command.fields.map((field) => field.name));
  const takes = known.size === 0 ? 'none' : [...known].join(', ');
  return [...values.keys(), ...Object.keys(uploads)]
    .filter((key) => !known.has(key))
    .map((key) => ({
      field: key.slice(0, 80),
      message: `${key.slice(0, 80)} is no argument of ${command.name}; it takes ${takes}`,
    }));
}

function checkUploads(command: CommandContract, uploads: Readonly<Record<string, unknown>>): FieldProblem[] {
  return command.fields
    .filter((field) => field.kind !== 'file' && uploads[field.name] !== undefined)
    .map((field) => ({
      field: field.name,
      message: `${field.name} is a ${field.kind}, not a file; send it among the arguments`,
    }));
}

/** A file's reference has a place of its own: among the arguments nobody would wait for its bytes. */
function checkFile(field: Field, argument: unknown, upload: UploadReference | undefined): FieldProblem[] {
  if (argument !== undefined && (argument !== null || field.required)) {
    const message = `${field.name} is a file; upload it first, then name it in "uploads", not among the arguments`;
    return [{ field: field.name, message }];
  }
  return field.required && upload === undefined ? [missing(field)] : [];
}

function missing(field: Field): FieldProblem {
  return { field: field.name, message: `${field.name} is missing` };
}

/** What class-validator says of the values, one message a field, by wire name. */
function breaches(command: CommandContract, values: Readonly<Record<string, unknown>>): FieldProblem[] {
  const properties = new Map(command.fields.map((field) => [propertyOf(command, field), field.name]));
  const plain = Object.fromEntries([...properties].map(([property, name]) => [property, values[name]]));
  const instance = plainToInstance(command.rules, plain);
  const errors = validateSync(instance, { skipUndefinedProperties: true, forbidUnknownValues: false });
  return errors
    .filter((error) => properties.has(error.property))
    .map((error) => {
      const field = properties.get(error.property)!;
      return deepest(error, error.property, field);
    });
}

/** The rules of a class go by its properties, those of parameters by their wire names. */
export function propertyOf(command: CommandContract, field: Field): string {
  const byName = command.target.kind === 'method' && !command.target.slots.some((slot) => slot.kind === 'dto');
  return byName ? field.name : field.property;
}

/** A nested object's first bad value, with its place. */
function deepest(error: ValidationError, path: string, field: string): FieldProblem {
  const child = error.children?.[0];
  if (child !== undefined) return deepest(child, `${path}.${child.property}`, `${field}.${child.property}`);
  const constraints = error.constraints ?? {};
  const text = constraints['reactorType'] ?? Object.values(constraints)[0] ?? 'is not allowed';
  const property = error.property;
  return { field, message: text.startsWith(property) ? field + text.slice(property.length) : text };
}

function refuse(command: string, problems: readonly FieldProblem[]): void {
  const first = problems[0];
  if (first === undefined) return;
  throw new ReactorError('invalid_command', `${command}: ${problems.map((problem) => problem.message).join('; ')}`, {
    field: first.field,
    fields: problems,
  });
}
