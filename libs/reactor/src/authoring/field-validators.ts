import {
  IsIn,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationArguments,
} from 'class-validator';
import type { FieldKind, InputFieldOptions } from './input-field.options.js';

/** The values of `choices`: a list as it is, an enum's members without the reverse names of numeric ones. */
export function choicesOf(options: InputFieldOptions): readonly (string | number)[] | undefined {
  const { choices } = options;
  if (choices === undefined || Array.isArray(choices)) return choices as readonly (string | number)[] | undefined;
  const members = choices as Readonly<Record<string, string | number>>;
  const names = Object.keys(members).filter((name) => typeof members[String(members[name])] !== 'number');
  return names.map((name) => members[name]!);
}

/**
 * What kind of value a field holds: its explicit type, else that of its default, else that of its choices. Undefined
 * where none tells; the property's TypeScript type is not asked, because compilers disagree on it.
 */
export function kindOf(options: InputFieldOptions): FieldKind | 'object' | undefined {
  if (typeof options.type === 'function') return 'object';
  if (options.type !== undefined) return options.type;
  const sample = options.default ?? choicesOf(options)?.[0];
  if (typeof sample === 'string' || typeof sample === 'number' || typeof sample === 'boolean') {
    return typeof sample as 'string' | 'number' | 'boolean';
  }
  return undefined;
}

/** Says what is wrong with a value's type, or nothing. Numbers off the wire are doubles: 2.0 is an integer, true is no number. */
export function typeProblem(options: InputFieldOptions, value: unknown): string | undefined {
  if (value === null && options.nullable) return undefined;
  switch (kindOf(options)) {
    case 'string':
      return typeof value === 'string' ? undefined : `must be a string ${got(value)}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `must be true or false ${got(value)}`;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : `must be a number ${got(value)}`;
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) ? undefined : `must be an integer ${got(value)}`;
    case 'array':
      return Array.isArray(value) ? itemProblem(options, value.entries()) : `must be an array ${got(value)}`;
    case 'record':
      return isPlainObject(value) ? itemProblem(options, Object.entries(value)) : `must be an object ${got(value)}`;
    case 'object':
      return isPlainObject(value) ? undefined : `must be an object ${got(value)}`;
    case 'file':
      return 'must be an uploaded file; upload it and name it among the uploads, not among the arguments';
    case undefined:
      return undefined;
  }
}

/** A value for an error's text, short. */
export function got(value: unknown): string {
  const text =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? JSON.stringify(value)
      : nameOfType(value);
  return `(got ${text.length > 40 ? `${text.slice(0, 40)}…` : text})`;
}

/** The class-validator decorators of a field's type and bounds. @param label the name in messages, where not the property's */
export function composeValidators(options: InputFieldOptions, label?: string): PropertyDecorator[] {
  const say = (text: string) => ({
    message: ({ property, value }: ValidationArguments): string => `${label ?? property} ${text} ${got(value)}`,
  });
  const choices = choicesOf(options);
  const nested = typeof options.type === 'function' || typeof options.items?.type === 'function';
  return [
    ValidateBy({
      name: 'reactorType',
      validator: {
        validate: (value: unknown) => typeProblem(options, nested ? plainOf(value) : value) === undefined,
        defaultMessage: (args?: ValidationArguments) =>
          `${label ?? args?.property ?? 'value'} ${typeProblem(options, args?.value) ?? 'has the wrong type'}`,
      },
    }),
    ...(options.nullable ? [ValidateIf((_: unknown, value: unknown) => value !== null)] : []),
    ...(choices === undefined ? [] : [IsIn([...choices], say(`must be one of ${choices.join(', ')}`))]),
    ...(options.min === undefined ? [] : [Min(options.min, say(`must be at least ${options.min}`))]),
    ...(options.max === undefined ? [] : [Max(options.max, say(`must be at most ${options.max}`))]),
    ...lengthValidators(options, label),
    ...(options.pattern === undefined ? [] : [Matches(options.pattern, say(`must match ${String(options.pattern)}`))]),
    ...(nested ? [ValidateNested({ each: options.type === 'array' })] : []),
  ];
}

function lengthValidators(options: InputFieldOptions, label: string | undefined): PropertyDecorator[] {
  const unit = options.type === 'array' ? 'items' : 'characters';
  const say = (bound: string) => ({
    message: ({ property, value }: ValidationArguments): string =>
      `${label ?? property} must have ${bound} ${unit} (got ${(value as { length?: number } | null)?.length ?? 'none'})`,
  });
  if (options.type !== 'array') {
    return [
      ...(options.minLength === undefined ? [] : [MinLength(options.minLength, say(`at least ${options.minLength}`))]),
      ...(options.maxLength === undefined ? [] : [MaxLength(options.maxLength, say(`at most ${options.maxLength}`))]),
    ];
  }
  const { minLength = 0, maxLength = Infinity } = options;
  if (minLength === 0 && maxLength === Infinity) return [];
  const bound = maxLength === Infinity ? `at least ${minLength}` : `${minLength} to ${maxLength}`;
  return [
    ValidateBy(
      {
        name: 'arrayLength',
        validator: {
          validate: (value: unknown) => Array.isArray(value) && value.length >= minLength && value.length <= maxLength,
        },
      },
      say(bound),
    ),
  ];
}

function itemProblem(options: InputFieldOptions, entries: Iterable<[string | number, unknown]>): string | undefined {
  if (options.items === undefined) return undefined;
  for (const [key, item] of entries) {
    const problem = typeProblem(options.items, item) ?? boundProblem(options.items, item);
    if (problem !== undefined) return `[${JSON.stringify(key)}] ${problem}`;
  }
  return undefined;
}

/** The bounds of an array's items and a record's values, for which class-validator has no decorator with a place. */
function boundProblem(options: InputFieldOptions, value: unknown): string | undefined {
  const choices = choicesOf(options);
  if (choices !== undefined && !choices.includes(value as string))
    return `must be one of ${choices.join(', ')} ${got(value)}`;
  if (typeof value === 'number') {
    if (options.min !== undefined && value < options.min) return `must be at least ${options.min} ${got(value)}`;
    if (options.max !== undefined && value > options.max) return `must be at most ${options.max} ${got(value)}`;
  }
  if (typeof value === 'string') {
    if (options.minLength !== undefined && value.length < options.minLength)
      return `must have at least ${options.minLength} characters`;
    if (options.maxLength !== undefined && value.length > options.maxLength)
      return `must have at most ${options.maxLength} characters`;
    if (options.pattern !== undefined && !options.pattern.test(value)) return `must match ${String(options.pattern)}`;
  }
  return undefined;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** class-validator hands over instances for nested classes; their type is that of plain objects. */
function plainOf(value: unknown): unknown {
  return Array.isArray(value) ? value.map(plainOf) : value;
}

function nameOfType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : typeof value;
}
