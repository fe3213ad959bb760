import { isObject } from '../shape.js';
import type { ModelSchema, SchemaCommand, SchemaMessage, SchemaTrack } from './model-schema.js';
import { SchemaError } from './schema-error.js';
import { referredTo, ValueReader } from './value-reader.js';

type Json = Record<string, unknown>;

const COMMAND_PATH = /^\/events\/(\w+)$/;

/**
 * Reads a model's OpenAPI document, from `GET /schema`, the socket's `schema` or `reactor schema`. Throws
 * {@link SchemaError} for anything else, such as `{}`, which a server sends before its model is loaded.
 */
export function readModelSchema(document: unknown): ModelSchema {
  const { info, 'x-reactor': marks, paths = {}, webhooks = {}, components } = isObject(document) ? document : {};
  if (!isObject(info) || !isObject(marks)) {
    throw new SchemaError(
      isObject(document) && Object.keys(document).length === 0
        ? 'the schema is empty: the model is not loaded yet; ask again when it is'
        : "this is no model's schema, it has no info or no x-reactor; save one with `reactor schema --out FILE`",
    );
  }
  const values = new ValueReader(objectAt(components, 'schemas'));
  const messages = entriesOf(webhooks, 'webhooks').map(([name, item]) => readMessage(name, item, values));
  return {
    name: textOf(info['title'], 'info.title'),
    version: typeof info['version'] === 'string' ? info['version'] : 'v0.0.0',
    ...description(info['description']),
    tracks: readTracks(marks['tracks']),
    commands: entriesOf(paths, 'paths').flatMap(([path, item]) => {
      const [, name] = COMMAND_PATH.exec(path) ?? [];
      return name === undefined ? [] : [readCommand(name, item, values, messages)];
    }),
    messages,
  };
}

function readTracks(value: unknown): SchemaTrack[] {
  const place = 'x-reactor.tracks';
  if (!Array.isArray(value)) throw new SchemaError(`${place} must be an array`, place);
  return value.map((track: unknown, i) => {
    const { name, kind, direction } = isObject(track) ? track : {};
    if (typeof name === 'string' && isOneOf(kind, 'video', 'audio') && isOneOf(direction, 'in', 'out')) {
      return { name, kind, direction };
    }
    throw new SchemaError(`${place}[${i}] must have a name, a kind (video, audio) and a direction (in, out)`, place);
  });
}

function readCommand(
  name: string,
  item: unknown,
  values: ValueReader,
  messages: readonly SchemaMessage[],
): SchemaCommand {
  const place = `paths./events/${name}`;
  const { summary } = objectAt(item, 'post');
  const answer = referredTo(objectAt(item, 'post', 'responses', '200', 'content', 'application/json', 'schema'));
  const reply = messages.find(({ schemaName }) => schemaName === answer)?.name;
  if (answer !== undefined && reply === undefined) {
    throw new SchemaError(`${place} is answered by ${answer}, which is no message of the model`, place);
  }
  return {
    name,
    // The document says this where the author says nothing.
    ...description(summary === `Trigger ${name}` ? undefined : summary),
    fields: values.readFields(bodyOf(item), place),
    ...(reply === undefined ? {} : { reply }),
  };
}

function readMessage(name: string, item: unknown, values: ValueReader): SchemaMessage {
  const schema = bodyOf(item);
  return {
    name,
    schemaName: referredTo(schema) ?? name,
    ...description(objectAt(item, 'post')['summary']),
    fields: values.readFields(schema, `webhooks.${name}`),
  };
}

function bodyOf(item: unknown): Json {
  return objectAt(item, 'post', 'requestBody', 'content', 'application/json', 'schema');
}

/** The object below these keys; an empty one where there is none. */
function objectAt(value: unknown, ...keys: readonly string[]): Json {
  const found = keys.reduce<unknown>(
    (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  );
  return isObject(found) ? found : {};
}

function entriesOf(value: unknown, place: string): [string, unknown][] {
  if (isObject(value)) return Object.entries(value);
  throw new SchemaError(`${place} must be an object`, place);
}

function textOf(value: unknown, place: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new SchemaError(`${place} must be a text`, place);
}

function description(text: unknown): { readonly description?: string } {
  return typeof text === 'string' && text !== '' ? { description: text } : {};
}

function isOneOf<const T extends string>(value: unknown, ...choices: readonly T[]): value is T {
  return choices.some((choice) => choice === value);
}
