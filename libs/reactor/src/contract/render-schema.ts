import { type Json, objectSchema } from './field-schema.js';
import { messageSchema } from './message-schema.js';
import type { CommandContract, MessageContract, ModelContract } from './model-contract.js';
import { releaseTag, UNRELEASED } from './release-tag.js';
import { UPLOAD_REFERENCE, UPLOAD_REFERENCE_SCHEMA } from './upload-reference-schema.js';

/**
 * The model's interface as an OpenAPI 3.1 document: a path for each command, a webhook for each message. It only needs
 * the class: nothing is instantiated, loaded or served. The order of keys is part of the contract.
 *
 * @param version release tag to include, `v1.4.0`. Throws `bad_configuration` where it is none.
 */
export function renderSchema(contract: ModelContract, version = UNRELEASED): Json {
  const { commands, messages, tracks, description } = contract;
  const paths = [...commands.values()].map((command) => [`/events/${command.name}`, { post: operation(command) }]);
  const webhooks = [...messages.values()].map((message) => [message.name, { post: webhook(message) }]);
  return {
    openapi: '3.1.0',
    info: {
      title: contract.name,
      version: releaseTag(version),
      ...(description === undefined ? {} : { description }),
    },
    'x-reactor': { tracks: tracks.map(({ name, kind, direction }) => ({ name, kind, direction })) },
    ...(paths.length === 0 ? {} : { paths: Object.fromEntries(paths) as Json }),
    ...(webhooks.length === 0 ? {} : { webhooks: Object.fromEntries(webhooks) as Json }),
    components: {
      schemas: {
        [UPLOAD_REFERENCE]: UPLOAD_REFERENCE_SCHEMA,
        ...Object.fromEntries(
          [...messages.values()].map(({ messageClass }) => [messageClass.name, messageSchema(messageClass)]),
        ),
      },
    },
  };
}

function operation(command: CommandContract): Json {
  return {
    operationId: command.name,
    summary: command.description ?? `Trigger ${command.name}`,
    ...(command.ui === undefined ? {} : { 'x-reactor-ui': command.ui }),
    requestBody: body(objectSchema(command.fields)),
    responses:
      command.reply === undefined
        ? { '202': { description: 'Command accepted' } }
        : { '200': { description: command.reply.messageClass.name, content: content(reference(command.reply)) } },
  };
}

function webhook(message: MessageContract): Json {
  const { description } = message.messageClass;
  return {
    operationId: message.name,
    requestBody: body(reference(message)),
    ...(description === undefined ? {} : { summary: description }),
  };
}

function body(schema: Json): Json {
  return { required: true, content: content(schema) };
}

function content(schema: Json): Json {
  return { 'application/json': { schema } };
}

function reference({ messageClass }: MessageContract): Json {
  return { $ref: `#/components/schemas/${messageClass.name}` };
}
