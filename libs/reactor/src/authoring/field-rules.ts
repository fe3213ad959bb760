import {
  IS_ARRAY,
  IS_BOOLEAN,
  IS_IN,
  IS_INT,
  IS_NUMBER,
  IS_OBJECT,
  IS_STRING,
  isBoolean,
  isIn,
  isInt,
  isNumber,
  isString,
  MATCHES,
  matches,
  MAX,
  max,
  MAX_LENGTH,
  MIN,
  min,
  MIN_LENGTH,
} from 'class-validator';
import { choicesOf, kindOf, type ValueKind } from './field-kind.js';
import type { InputFieldOptions } from './input-field.options.js';

/** What a value must be, wherever that is declared: in a field's options, or in a JSON Schema. */
export interface ValueRules {
  /** Undefined: of any type. */
  readonly kind: ValueKind | undefined;
  readonly choices?: readonly unknown[];
  readonly min?: number;
  readonly max?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  /** Of an array or a record; undefined: any values. */
  readonly items?: ValueRules;
  readonly nullable?: boolean;
  /** Its values are never quoted. */
  readonly secret?: boolean;
}

/** What is wrong with a value. A message starts with the field's name: `name + at + ' ' + text`. */
export interface RuleBreach {
  /** Path inside the value, `[2]` or `.left`; empty for the value itself. */
  readonly at: string;
  readonly text: string;
}

/** One thing that a field's value must be. */
export interface FieldRule {
  /** As class-validator calls the same rule. */
  readonly name: string;
  readonly bound?: unknown;
  readonly breach: (value: unknown) => RuleBreach | undefined;
}

const ofOptions = new WeakMap<InputFieldOptions, ValueRules>();

/** What the options of a field say of its value. The same object for the same options. */
export function valueRulesOf(options: InputFieldOptions): ValueRules {
  const known = ofOptions.get(options);
  if (known !== undefined) return known;
  const { items } = options;
  const declared: ValueRules = {
    kind: kindOf(options),
    choices: choicesOf(options),
    min: options.min,
    max: options.max,
    minLength: options.minLength,
    maxLength: options.maxLength,
    pattern: options.pattern,
    nullable: options.nullable,
    secret: options.secret,
    items: items === undefined ? undefined : valueRulesOf(items),
  };
  ofOptions.set(options, declared);
  return declared;
}

/**
 * The rules of a value: its type first, then its bounds in the order in which they are tried. The bounds of a type
 * accept a value of another type, because the type's own rule rejects it.
 *
 * Numbers on the wire are doubles, so 2.0 is an integer; true is not a number. A nested class's own fields are not
 * checked here, nor are files, which are uploaded separately.
 */
export function rulesOf(declared: ValueRules): readonly FieldRule[] {
  const all = (): FieldRule[] => [...typeRules(declared), ...boundRules(declared)];
  const known = composed.get(declared) ?? (declared.secret ? all().map(withoutValue) : all());
  composed.set(declared, known);
  return known;
}

/** An error that does not quote the value: it goes to logs and journals. */
function withoutValue(rule: FieldRule): FieldRule {
  return {
    ...rule,
    breach: (value) => {
      const breach = rule.breach(value);
      return breach === undefined ? undefined : { ...breach, text: breach.text.replace(/ \(got .*\)$/s, '') };
    },
  };
}

/** Cached, because each item of an array is checked against them. */
const composed = new WeakMap<ValueRules, readonly FieldRule[]>();

/** The first rule that a value breaks. Null breaks none where it is allowed. */
export function firstBreach(rules: ValueRules, value: unknown): RuleBreach | undefined {
  if (value === null && rules.nullable) return undefined;
  for (const rule of rulesOf(rules)) {
    const breach = rule.breach(value);
    if (breach !== undefined) return breach;
  }
  return undefined;
}

/** The values of an array or a record, each with its path. */
export function* itemsOf(value: unknown): Generator<[at: string, item: unknown]> {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield [`[${i}]`, item];
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) yield [`.${key.slice(0, 40)}`, item];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in an error's text, truncated. */
function got(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : isPrimitive(value) ? String(value) : nameOf(value);
  return `(got ${text.length > 40 ? `${text.slice(0, 40)}…` : text})`;
}

function typeRules(declared: ValueRules): FieldRule[] {
  switch (declared.kind) {
    case 'string':
      return [plainRule(IS_STRING, isString, 'must be a string')];
    case 'boolean':
      return [plainRule(IS_BOOLEAN, isBoolean, 'must be true or false')];
    case 'number':
      return [plainRule(IS_NUMBER, (value) => isNumber(value), 'must be a number')];
    case 'integer':
      return [plainRule(IS_INT, isInt, 'must be an integer')];
    case 'array':
      return [plainRule(IS_ARRAY, Array.isArray, 'must be an array'), ...itemRules(declared)];
    case 'record':
      return [plainRule(IS_OBJECT, isObject, 'must be an object'), ...itemRules(declared)];
    case 'object':
      return [plainRule(IS_OBJECT, isObject, 'must be an object')];
    case 'file':
    case 'mixed':
    case undefined:
      return [];
  }
}

function boundRules(declared: ValueRules): FieldRule[] {
  const { choices, minLength: shortest, maxLength: longest, min: least, max: most, pattern } = declared;
  const bounds: FieldRule[] = [];
  if (choices !== undefined) {
    const allowed = [...choices];
    bounds.push(plainRule(IS_IN, (value) => isIn(value, allowed), `must be one of ${allowed.join(', ')}`, allowed));
  }
  if (least !== undefined)
    bounds.push(
      plainRule(
        MIN,
        among(isNumber, (v) => min(v, least)),
        `must be at least ${least}`,
        least,
      ),
    );
  if (most !== undefined)
    bounds.push(
      plainRule(
        MAX,
        among(isNumber, (v) => max(v, most)),
        `must be at most ${most}`,
        most,
      ),
    );
  if (shortest !== undefined) bounds.push(lengthRule(MIN_LENGTH, 'at least', shortest, (length) => length >= shortest));
  if (longest !== undefined) bounds.push(lengthRule(MAX_LENGTH, 'at most', longest, (length) => length <= longest));
  if (pattern !== undefined) {
    // A text beyond its length is not searched: the time that a search takes grows with it.
    const holds = (text: string): boolean => codePoints(text) > (longest ?? Infinity) || matches(text, pattern);
    bounds.push(plainRule(MATCHES, among(isString, holds), `must match ${String(pattern)}`, pattern));
  }
  return bounds;
}

function plainRule(name: string, holds: (value: unknown) => boolean, text: string, bound?: unknown): FieldRule {
  return {
    name,
    bound,
    breach: (value) => (holds(value) ? undefined : { at: '', text: `${text} ${got(value)}` }),
  };
}

/** A bound of one type's values, which passes values of any other type. */
function among<T>(is: (value: unknown) => boolean, holds: (value: T) => boolean): (value: unknown) => boolean {
  return (value) => !is(value) || holds(value as T);
}

/**
 * class-validator's own count of characters leaves out variation selectors, so that a text of nothing else has length 0
 * at any size; hence our own count.
 */
function lengthRule(name: string, word: string, bound: number, holds: (length: number) => boolean): FieldRule {
  return {
    name,
    bound,
    breach: (value) => {
      const { length, unit } = sizeOf(value) ?? {};
      if (length === undefined || holds(length)) return undefined;
      return { at: '', text: `must have ${word} ${bound} ${unit}${bound === 1 ? '' : 's'} (got ${length})` };
    },
  };
}

function sizeOf(value: unknown): { readonly length: number; readonly unit: string } | undefined {
  if (typeof value === 'string') return { length: codePoints(value), unit: 'character' };
  if (Array.isArray(value)) return { length: value.length, unit: 'item' };
  return isObject(value) ? { length: Object.keys(value).length, unit: 'key' } : undefined;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Of many bad items only the first is reported: an array of a hundred thousand would make a message of megabytes. */
function itemRules({ items }: ValueRules): FieldRule[] {
  if (items === undefined) return [];
  return [
    {
      name: 'items',
      breach: (value) => {
        for (const [at, item] of itemsOf(value)) {
          const breach = firstBreach(items, item);
          if (breach !== undefined) return { ...breach, at: at + breach.at };
        }
        return undefined;
      },
    },
  ];
}

function isPrimitive(value: unknown): value is number | boolean | null {
  return typeof value === 'number' || typeof value === 'boolean' || value === null;
}

function nameOf(value: unknown): string {
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : typeof value;
}
