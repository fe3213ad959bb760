import { canonicalJson } from './canonical-json.js';
import type { ModelSchema, SchemaField, SchemaValue } from './model-schema.js';
import { sha256 } from './sha-256.js';

/**
 * Names what a model offers: SHA-256, as 64 hexadecimal digits, of canonical JSON of everything that {@link compareSchemas}
 * compares. Two schemas have the same hash if that finds no change between them.
 */
export function schemaHash({ name, tracks, commands, messages }: ModelSchema): string {
  return sha256(
    canonicalJson({
      name,
      tracks: byName(tracks, ({ kind, direction }) => ({ kind, direction })),
      commands: byName(commands, ({ fields, reply }) => ({ fields: byName(fields, argument), reply })),
      messages: byName(messages, ({ fields }) => byName(fields, said)),
    }),
  );
}

function argument(field: SchemaField): object {
  return { ...value(field, argument), required: field.required, ...(field.required ? {} : { default: field.default }) };
}

function said(field: SchemaField): object {
  return value(field, said);
}

function value(given: SchemaValue, inner: (field: SchemaField) => object): object {
  const { kind, nullable, choices, min, max, minLength, maxLength, pattern, items, fields } = given;
  return {
    kind,
    nullable,
    choices: choices?.map(canonicalJson).sort(),
    min,
    max,
    minLength,
    maxLength,
    pattern,
    items: items === undefined ? undefined : value(items, inner),
    fields: fields === undefined ? undefined : byName(fields, inner),
  };
}

function byName<T extends { readonly name: string }>(list: readonly T[], form: (one: T) => object): [string, object][] {
  return list.map((one): [string, object] => [one.name, form(one)]).sort(([a], [b]) => (a < b ? -1 : 1));
}
