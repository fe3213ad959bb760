import {
  choicesOf,
  type InputFieldOptions,
  kindOf,
  type MessageFieldDeclaration,
  messageFields,
  toWireName,
} from '../authoring/index.js';
import type { CommandContract, Field, MessageContract, ModelContract } from './model-contract.js';
import { readClassFields } from './read-fields.js';
import { DeclarationProblems } from './declaration-problems.js';

type Json = Record<string, unknown>;

const UPLOAD_REFERENCE = 'ReactorUploadReference';

/**
 * The model's interface as an OpenAPI 3.1 document: a path for each command, a webhook for each message. The order of
 * keys is part of the contract.
 *
 * @param version the release to name; served documents name none, `v0.0.0`
 */
export function renderSchema(contract: ModelContract, version = 'v0.0.0'): Json {
  const paths = Object.fromEntries(
    [...contract.commands.values()].map((command) => [`/events/${command.name}`, { post: operation(command) }]),
  );
  const messages = [...contract.messages.values()];
  const webhooks = Object.fromEntries(messages.map((message) => [message.name, { post: webhook(message) }]));
  return {
    openapi: '3.1.0',
    info: {
      title: contract.name,
      version,
      ...(contract.description === undefined ? {} : { description: contract.description }),
    },
    'x-reactor': { tracks: contract.tracks.map(({ name, kind, direction }) => ({ name, kind, direction })) },
    ...(contract.commands.size === 0 ? {} : { paths }),
    ...(messages.length === 0 ? {} : { webhooks }),
    components: {
      schemas: {
        [UPLOAD_REFERENCE]: {
          type: 'object',
          format: 'reactor-upload-reference',
          description: 'Names a file that was uploaded before.',
          properties: {
            upload_id: { type: 'string', format: 'uuid' },
            name: { type: 'string' },
            mime_type: { type: 'string' },
            size: { type: 'integer' },
          },
          required: ['upload_id', 'name', 'mime_type', 'size'],
        },
        ...Object.fromEntries(messages.map((message) => [message.messageClass.name, messageSchema(message)])),
      },
    },
  };
}

function operation(command: CommandContract): Json {
  return {
    operationId: command.name,
    summary: command.description ?? `Trigger ${command.name}`,
    requestBody: { required: true, content: { 'application/json': { schema: objectSchema(command.fields) } } },
    responses:
      command.reply === undefined
        ? { '202': { description: 'Command accepted' } }
        : {
            '200': {
              description: command.reply.messageClass.name,
              content: { 'application/json': { schema: reference(command.reply.messageClass.name) } },
            },
          },
  };
}

function webhook(message: MessageContract): Json {
  const { description } = message.messageClass;
  return {
    operationId: message.name,
    requestBody: { required: true, content: { 'application/json': { schema: reference(message.messageClass.name) } } },
    ...(description === undefined ? {} : { summary: description }),
  };
}

function objectSchema(fields: readonly Field[]): Json {
  const required = fields.filter(
    (field) => field.options.default === undefined && !(field.options.nullable && field.kind !== 'file'),
  );
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field.options)])),
    ...(required.length === 0 ? {} : { required: required.map((field) => field.name) }),
  };
}

function fieldSchema(options: InputFieldOptions): Json {
  const choices = choicesOf(options);
  const ui = { ...options.ui, ...(options.step === undefined ? {} : { step: options.step }) };
  return {
    ...typeSchema(options),
    ...(options.default === undefined ? (options.nullable ? { default: null } : {}) : { default: options.default }),
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.min === undefined ? {} : { minimum: options.min }),
    ...(options.max === undefined ? {} : { maximum: options.max }),
    ...(options.minLength === undefined ? {} : { minLength: options.minLength }),
    ...(options.maxLength === undefined ? {} : { maxLength: options.maxLength }),
    ...(options.pattern === undefined ? {} : { pattern: options.pattern.source }),
    ...(choices === undefined ? {} : { enum: choices }),
    'x-reactor-moderate': options.moderate ?? false,
    ...(Object.keys(ui).length === 0 ? {} : { 'x-reactor-ui': ui }),
  };
}

function typeSchema(options: InputFieldOptions): Json {
  const type = bareType(options);
  return options.nullable ? { anyOf: [type, { type: 'null' }] } : type;
}

function bareType(options: InputFieldOptions): Json {
  switch (kindOf(options)) {
    case 'file':
      return reference(UPLOAD_REFERENCE);
    case 'array':
      return { type: 'array', items: options.items === undefined ? {} : bareType(options.items) };
    case 'record':
      return { type: 'object', additionalProperties: options.items === undefined ? true : bareType(options.items) };
    case 'object':
      return typeof options.type === 'function'
        ? objectSchema(readClassFields(options.type(), new DeclarationProblems()))
        : {};
    case undefined:
      return {};
    default:
      return { type: kindOf(options) };
  }
}

function messageSchema(message: MessageContract): Json {
  const fields = messageFields.read(message.messageClass);
  const required = fields.filter((field) => field.options.default === undefined).map(nameOf);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [nameOf(field), messageFieldSchema(field)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function nameOf({ property, options }: MessageFieldDeclaration): string {
  return options.name ?? toWireName(property);
}

const DESIGN_TYPES = new Map<unknown, string>([
  [String, 'string'],
  [Number, 'number'],
  [Boolean, 'boolean'],
  [Array, 'array'],
]);

function messageFieldSchema({ options, designType }: MessageFieldDeclaration): Json {
  const ofDefault = options.default === undefined || options.default === null ? undefined : typeof options.default;
  const type = options.type ?? ofDefault ?? DESIGN_TYPES.get(designType);
  return {
    ...(type === undefined ? {} : { type }),
    ...(options.default === undefined ? {} : { default: options.default }),
    ...(options.description === undefined ? {} : { description: options.description }),
  };
}

function reference(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}
