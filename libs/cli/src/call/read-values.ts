import type { SchemaCommand, SchemaField, SchemaValue } from '@nestjs-reactor/protocol/schema';
import { CliError } from '../errors/index.js';

/** Arguments of a command as they were written. */
export interface WrittenValues {
  readonly args: Readonly<Record<string, unknown>>;
  /** Paths by argument. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Reads `key=value` by the types of the command's arguments. Bounds and the author's rules are left to the server, which says
 * what they are.
 * @throws CliError `usage`
 */
export function readValues({ name, fields }: SchemaCommand, written: readonly string[]): WrittenValues {
  const args: Record<string, unknown> = {};
  const files: Record<string, string> = {};
  for (const text of written) {
    const at = text.indexOf('=');
    if (at < 1) throw CliError.of('usage', `'${text}' is no argument; write it as key=value`);
    const [key, value] = [text.slice(0, at), text.slice(at + 1)];
    const field = fields.find((one) => one.name === key);
    if (field === undefined) {
      const takes = fields.map((one) => one.name).join(', ') || 'nothing';
      throw CliError.of('usage', `${key} is unknown; ${name} takes ${takes}`);
    }
    if (key in args || key in files) throw CliError.of('usage', `${key} is given twice; leave one out`);
    if (field.kind === 'file' && value.startsWith('@')) files[key] = value.slice(1);
    else args[key] = readValue(field, value);
  }
  const missing = fields.find((field) => field.required && !(field.name in args) && !(field.name in files));
  if (missing !== undefined) throw CliError.of('usage', `${missing.name} is missing; add ${exampleOf(missing)}`);
  return { args, files };
}

function readValue(field: SchemaField, text: string): unknown {
  if (field.nullable && text === 'null') return null;
  if (field.choices !== undefined) {
    const found = field.choices.find((choice) => String(choice) === text);
    if (found === undefined) throw wrong(field, `must be one of ${field.choices.join(', ')}`, text);
    return found;
  }
  switch (field.kind) {
    case 'string':
      return text;
    case 'integer':
    case 'number':
      return readNumber(field, text);
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw wrong(field, 'must be true or false', text);
      return text === 'true';
    case 'file':
      throw wrong(field, `is a file; write it as ${exampleOf(field)}`, text);
    case 'array':
    case 'record':
    case 'object': {
      const value = parsed(text);
      const isOfKind = typeof value === 'object' && value !== null && Array.isArray(value) === (field.kind === 'array');
      if (!isOfKind) throw wrong(field, `must be JSON, as ${exampleOf(field)}`, text);
      return value;
    }
    case 'any':
      return parsed(text) ?? text;
  }
}

function readNumber(field: SchemaField, text: string): number {
  const value = Number(text);
  const isWhole = field.kind !== 'integer' || Number.isInteger(value);
  if (text.trim() !== '' && Number.isFinite(value) && isWhole) return value;
  throw wrong(field, `must be ${field.kind === 'integer' ? 'an integer' : 'a number'}`, text);
}

/** Undefined: it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const EXAMPLES: Readonly<Record<SchemaValue['kind'], string>> = {
  string: 'TEXT',
  integer: '1',
  number: '0.5',
  boolean: 'true',
  file: '@PATH',
  array: "'[1, 2]'",
  record: '\'{"a": 1}\'',
  object: '\'{"x": 1}\'',
  any: 'JSON',
};

function exampleOf({ name, kind, choices }: SchemaField): string {
  return `${name}=${choices === undefined ? EXAMPLES[kind] : String(choices[0])}`;
}

function wrong({ name }: SchemaField, problem: string, text: string): CliError {
  return CliError.of('usage', `${name} ${problem} (got '${text.slice(0, 80)}')`);
}
