import { isObject } from '../../authoring/index.js';
import type { SchemaKeywords } from './value-schema.js';

const TYPES: readonly unknown[] = [
  'string',
  'integer',
  'number',
  'boolean',
  'array',
  'object',
  'null',
] satisfies SchemaKeywords['type'][];

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isLength = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isSchemaList = (value: unknown): boolean => Array.isArray(value) && value.every(isObject);
const isNameList = (value: unknown): boolean =>
  Array.isArray(value) && value.every((name: unknown) => typeof name === 'string');

/** The form of each keyword that the server checks values by: what it must be, and whether a value is. */
const FORMS: {
  readonly [K in keyof Required<SchemaKeywords>]: readonly [form: string, is: (value: unknown) => boolean];
} = {
  type: [`one of ${TYPES.join(', ')}`, (value) => TYPES.includes(value)],
  $ref: ['a string', (value) => typeof value === 'string'],
  anyOf: ['a list of schemas', isSchemaList],
  default: ['any value', () => true],
  minimum: ['a number', isNumber],
  maximum: ['a number', isNumber],
  minLength: ['a whole number from 0', isLength],
  maxLength: ['a whole number from 0', isLength],
  enum: ['a list that is not empty', (value) => Array.isArray(value) && value.length > 0],
  items: ['a schema', isObject],
  properties: ['an object of schemas', (value) => isObject(value) && Object.values(value).every(isObject)],
  required: ['a list of names', isNameList],
  additionalProperties: ['a boolean or a schema', (value) => typeof value === 'boolean' || isObject(value)],
  writeOnly: ['a boolean', (value) => typeof value === 'boolean'],
};

/** What is wrong with the form of a schema's keywords, at every depth. */
export function* schemaMistakes(schema: Readonly<Record<string, unknown>>, place: string): Generator<string> {
  for (const [keyword, [form, is]] of Object.entries(FORMS)) {
    const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
    if (value === undefined) continue;
    if (!is(value)) yield `${place}: ${keyword} must be ${form}`;
    else yield* innerMistakes(keyword as keyof SchemaKeywords, value, place);
  }
}

function* innerMistakes(keyword: keyof SchemaKeywords, value: unknown, place: string): Generator<string> {
  switch (keyword) {
    case 'items':
    case 'additionalProperties':
      if (isObject(value)) yield* schemaMistakes(value, `${place}, items`);
      return;
    case 'anyOf':
      for (const one of value as Record<string, unknown>[]) yield* schemaMistakes(one, place);
      return;
    case 'properties':
      for (const [name, one] of Object.entries(value as Record<string, Record<string, unknown>>)) {
        yield* schemaMistakes(one, `${place}.${name}`);
      }
      return;
    case 'type':
    case '$ref':
    case 'default':
    case 'minimum':
    case 'maximum':
    case 'minLength':
    case 'maxLength':
    case 'enum':
    case 'required':
    case 'writeOnly':
      return;
    default:
      keyword satisfies never;
  }
}
