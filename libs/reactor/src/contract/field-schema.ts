import { choicesOf } from '../authoring/index.js';
import type { Field } from './model-contract.js';
import { UPLOAD_REFERENCE } from './upload-reference-schema.js';

export type Json = Record<string, unknown>;

/** JSON Schema of values by name: a command's arguments, or a nested object. */
export function objectSchema(fields: readonly Field[]): Json {
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** The order of keys is part of the contract: type, default, description, bounds, choices, marks. */
function fieldSchema(field: Field): Json {
  const { options, required, fallback } = field;
  const ui = { ...options.ui, ...(options.step === undefined ? {} : { step: options.step }) };
  return {
    ...typeSchema(field),
    ...(required ? {} : { default: fallback }),
    ...boundSchema(field),
    ...(options.examples === undefined ? {} : { examples: options.examples }),
    ...(options.secret ? { writeOnly: true } : {}),
    'x-reactor-moderate': options.moderate ?? false,
    ...(Object.keys(ui).length === 0 ? {} : { 'x-reactor-ui': ui }),
  };
}

function boundSchema({ options }: Field): Json {
  const { description, min, max, minLength, maxLength, pattern, nullable } = options;
  const choices = nullable ? undefined : choicesOf(options);
  return {
    ...(description === undefined ? {} : { description }),
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...patternSchema(pattern),
    ...(choices === undefined ? {} : { enum: choices }),
  };
}

/** A JSON Schema pattern has no flags: one whose flags change what it matches is exported under our own key. */
function patternSchema(pattern: RegExp | undefined): Json {
  if (pattern === undefined) return {};
  return /[^duv]/.test(pattern.flags) ? { 'x-reactor-pattern': String(pattern) } : { pattern: pattern.source };
}

/** With null allowed, the choices must include it too, so they are part of the type. */
function typeSchema(field: Field): Json {
  const type = bareType(field);
  if (!field.options.nullable) return type;
  const choices = choicesOf(field.options);
  return { anyOf: [choices === undefined ? type : { ...type, enum: choices }, { type: 'null' }] };
}

function bareType({ kind, items, nested }: Field): Json {
  switch (kind) {
    case 'file':
      return { $ref: `#/components/schemas/${UPLOAD_REFERENCE}` };
    case 'array':
      return { type: 'array', items: items === undefined ? {} : { ...typeSchema(items), ...boundSchema(items) } };
    case 'record':
      return {
        type: 'object',
        additionalProperties: items === undefined ? true : { ...typeSchema(items), ...boundSchema(items) },
      };
    case 'object':
      return objectSchema(nested?.fields ?? []);
    case 'mixed':
      return {};
    default:
      return { type: kind };
  }
}
