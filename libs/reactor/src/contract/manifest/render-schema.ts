import type { CommandManifest, MessageManifest, ModelManifest } from './model-manifest.js';
import { releaseTag, UNRELEASED } from './release-tag.js';
import { UPLOAD_REFERENCE, UPLOAD_REFERENCE_SCHEMA } from './upload-reference-schema.js';
import type { Json } from './value-schema.js';

/**
 * The model's interface as an OpenAPI 3.1 document: a path for each command, a webhook for each message. The order of
 * keys is part of the contract.
 *
 * @param version release tag to include, `v1.4.0`. Throws `bad_configuration` where it is none.
 */
export function renderSchema(manifest: ModelManifest, version = manifest.version ?? UNRELEASED): Json {
  const { commands, messages, tracks, description } = manifest;
  const byName = new Map(messages.map((message) => [message.name, message]));
  const paths = commands.map((command) => [`/events/${command.name}`, { post: operation(command, byName) }]);
  const webhooks = messages.map((message) => [message.name, { post: webhook(message) }]);
  return {
    openapi: '3.1.0',
    info: {
      title: manifest.name,
      version: releaseTag(version),
      ...(description === undefined ? {} : { description }),
    },
    'x-reactor': { tracks: tracks.map(({ name, kind, direction }) => ({ name, kind, direction })) },
    ...(paths.length === 0 ? {} : { paths: Object.fromEntries(paths) as Json }),
    ...(webhooks.length === 0 ? {} : { webhooks: Object.fromEntries(webhooks) as Json }),
    components: {
      schemas: {
        [UPLOAD_REFERENCE]: UPLOAD_REFERENCE_SCHEMA,
        ...Object.fromEntries(messages.map(({ schemaName, schema }) => [schemaName, schema])),
      },
    },
  };
}

function operation(command: CommandManifest, messages: ReadonlyMap<string, MessageManifest>): Json {
  const reply = command.reply === undefined ? undefined : messages.get(command.reply);
  return {
    operationId: command.name,
    summary: command.description ?? `Trigger ${command.name}`,
    ...(command.ui === undefined ? {} : { 'x-reactor-ui': command.ui }),
    requestBody: body(command.parameters),
    responses:
      reply === undefined
        ? { '202': { description: 'Command accepted' } }
        : { '200': { description: reply.schemaName, content: content(reference(reply)) } },
  };
}

function webhook(message: MessageManifest): Json {
  const { description } = message;
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

function reference({ schemaName }: MessageManifest): Json {
  return { $ref: `#/components/schemas/${schemaName}` };
}
