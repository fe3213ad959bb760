import { choicesOf, type InputFieldOptions, kindOf, WIRE_NAME } from '../../authoring/index.js';
import type { Field } from './model-contract.js';

/** Names that every object already has. */
const TAKEN: ReadonlySet<string> = new Set(['constructor', 'prototype']);

/** Mistakes in a field's wire name, with the fix. */
export function* nameMistakes(name: string): Generator<string> {
  if (WIRE_NAME.test(name) && !TAKEN.has(name)) return;
  yield `'${name}' cannot be its name on the wire; use small letters, digits and _, beginning with a letter`;
}

/** Mistakes in a field's options themselves; its default is checked elsewhere. */
export function* optionMistakes(options: InputFieldOptions): Generator<string> {
  const kind = kindOf(options);
  if (kind === undefined) {
    yield `its type cannot be inferred; give @InputField a default, choices, or type: 'string' | 'integer' | 'number' | …`;
    return;
  }
  yield* misplaced(kind, options);
  yield* choiceMistakes(options);
  yield* boundMistakes(options);
  if (options.pattern?.global || options.pattern?.sticky) {
    yield `pattern ${String(options.pattern)} keeps state between values; remove the g or y flag`;
  }
  if (kind === 'file' && options.examples !== undefined) yield 'a file has no examples; remove them';
  if (kind === 'file' && options.default !== undefined && options.default !== null) {
    yield 'a file cannot have a default; use nullable: true to make it optional';
  }
}

/** Options that do not apply to the field's type. */
function* misplaced(kind: Field['kind'], options: InputFieldOptions): Generator<string> {
  const { min, max, step, minLength, maxLength, pattern, items } = options;
  const given = (...values: unknown[]): boolean => values.some((value) => value !== undefined);
  if (given(min, max, step) && kind !== 'number' && kind !== 'integer') {
    yield `min, max and step apply to numbers, and it is a ${kind}; remove them or make it a number`;
  }
  if (given(minLength, maxLength) && kind !== 'string' && kind !== 'array' && kind !== 'record') {
    yield `minLength and maxLength apply to strings, arrays and records, and it is a ${kind}; use min and max for numbers`;
  }
  if (given(pattern) && kind !== 'string') yield `pattern applies to strings, and it is a ${kind}; remove it`;
  if (given(items) && kind !== 'array' && kind !== 'record') {
    yield `items applies to arrays and records, and it is a ${kind}; remove it or set type: 'array'`;
  }
}

function* choiceMistakes(options: InputFieldOptions): Generator<string> {
  const choices = choicesOf(options);
  if (choices === undefined) return;
  if (choices.length === 0) yield 'choices is empty; list the allowed values or remove it';
  if (new Set(choices).size < choices.length)
    yield `choices has duplicates: ${choices.join(', ')}; list each value once`;
  const kind = kindOf(options);
  const misfits = choices.filter((choice) => !isOf(kind, choice));
  if (misfits.length > 0) yield `its choices ${misfits.join(', ')} are no ${kind}; remove type or those choices`;
}

/** May a field of this kind have the choice? */
function isOf(kind: Field['kind'] | undefined, choice: string | number): boolean {
  switch (kind) {
    case 'mixed':
      return true;
    case 'string':
    case 'number':
      return typeof choice === kind;
    case 'integer':
      return Number.isInteger(choice);
    case 'boolean':
    case 'file':
    case 'array':
    case 'record':
    case 'object':
    case undefined:
      return false;
  }
}

function* boundMistakes({ min, max, minLength, maxLength, step }: InputFieldOptions): Generator<string> {
  for (const [option, value] of Object.entries({ min, max, step })) {
    if (value !== undefined && !Number.isFinite(value)) yield `${option} must be a finite number (got ${value})`;
  }
  for (const [option, value] of Object.entries({ minLength, maxLength })) {
    if (value !== undefined && (!Number.isInteger(value) || value < 0)) {
      yield `${option} must be an integer from 0 (got ${value})`;
    }
  }
  if (min !== undefined && max !== undefined && min > max) yield `min ${min} is above max ${max}; swap them`;
  if (minLength !== undefined && maxLength !== undefined && minLength > maxLength) {
    yield `minLength ${minLength} is above maxLength ${maxLength}; swap them`;
  }
  if (step !== undefined && step <= 0) yield `step must be above 0 (got ${step})`;
}
