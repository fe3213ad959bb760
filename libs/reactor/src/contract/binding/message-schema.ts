import { choicesOf, type MessageFieldOptions, messageFieldsOf } from '../../authoring/index.js';
import type { Json } from '../manifest/value-schema.js';

/** JSON Schema of a message, or of a class nested in one. */
export function messageSchema(owner: object): Json {
  const fields = messageFieldsOf(owner);
  const required = fields.filter(({ options }) => options.default === undefined).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, options }) => [name, valueSchema(options)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function valueSchema(options: MessageFieldOptions): Json {
  const bare = bareSchema(options);
  return {
    ...(options.nullable || options.default === null ? { anyOf: [bare, { type: 'null' }] } : bare),
    ...(options.default === undefined ? {} : { default: options.default }),
    ...(options.description === undefined ? {} : { description: options.description }),
  };
}

function bareSchema(options: MessageFieldOptions): Json {
  const { type, items } = options;
  if (typeof type === 'function') return messageSchema(type());
  const choices = choicesOf(options);
  switch (type) {
    case 'array':
      return { type, items: items === undefined ? {} : valueSchema(items) };
    case 'object':
      return { type, additionalProperties: items === undefined ? true : valueSchema(items) };
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
    case undefined:
      return { ...(type === undefined ? {} : { type }), ...(choices === undefined ? {} : { enum: choices }) };
  }
}
