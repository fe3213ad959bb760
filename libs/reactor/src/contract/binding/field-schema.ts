import { choicesOf } from '../../authoring/index.js';
import type { Field } from './model-contract.js';
import { UPLOAD_REFERENCE_PATH } from '../manifest/upload-reference-schema.js';
import type { Json, ObjectSchema, ValueSchema } from '../manifest/value-schema.js';

/** JSON Schema of values by name: a command's arguments, or a nested object. */
export function objectSchema(fields: readonly Field[]): ObjectSchema {
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** JSON Schema of one value. The order of keys is part of the contract: type, default, description, bounds, choices, marks. */
export function fieldSchema(field: Field): ValueSchema {
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

function boundSchema({ options }: Field): ValueSchema {
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
function typeSchema(field: Field): ValueSchema {
  const type = bareType(field);
  if (!field.options.nullable) return type;
  const choices = choicesOf(field.options);
  return { anyOf: [choices === undefined ? type : { ...type, enum: choices }, { type: 'null' }] };
}

function bareType({ kind, items, nested }: Field): ValueSchema {
  switch (kind) {
    case 'file':
      return { $ref: UPLOAD_REFERENCE_PATH };
    case 'array':
      return { type: 'array', items: items === undefined ? {} : itemSchema(items) };
    case 'record':
      return { type: 'object', additionalProperties: items === undefined ? true : itemSchema(items) };
    case 'object':
      return objectSchema(nested?.fields ?? []);
    case 'mixed':
      return {};
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return { type: kind };
  }
}

function itemSchema(items: Field): ValueSchema {
  return { ...typeSchema(items), ...boundSchema(items), ...(items.options.secret ? { writeOnly: true } : {}) };
}
