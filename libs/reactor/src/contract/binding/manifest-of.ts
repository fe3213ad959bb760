import { ReactorError } from '../../errors/index.js';
import type { CommandManifest, InputManifest, MessageManifest, ModelManifest } from '../manifest/model-manifest.js';
import { objectSchema } from './field-schema.js';
import { hasFurtherRules } from './field-rules-class.js';
import { messageSchema } from './message-schema.js';
import type { CommandContract, Field, MessageContract, ModelContract } from './model-contract.js';
import { fieldSetBy, inputsOf } from './read-inputs.js';

/**
 * What the server's side needs to know of a model: a copy in plain values, which a way through JSON does not change.
 *
 * Throws `bad_declaration` where a default, an example or a hint has no form in JSON.
 */
export function manifestOf(contract: ModelContract): ModelManifest {
  const { name, description, fps, bufferSize, tracks, commands, messages, hooks } = contract;
  const manifest: ModelManifest = {
    name,
    description,
    fps,
    bufferSize,
    tracks: tracks.map(({ name: track, kind, direction, sampleRate }) => ({
      name: track,
      kind,
      direction,
      sampleRate,
    })),
    inputs: inputManifests(contract),
    commands: [...commands.values()].map(commandManifest),
    messages: [...messages.values()].map(messageManifest),
    hooks,
  };
  try {
    return JSON.parse(JSON.stringify(manifest)) as ModelManifest;
  } catch (error) {
    throw new ReactorError(
      'bad_declaration',
      `${contract.modelClass.name} has a default, an example or a ui hint that JSON cannot represent; use plain values`,
      { cause: error },
    );
  }
}

function inputManifests(contract: ModelContract): InputManifest[] {
  return [...inputsOf(contract).values()].map(({ field, kept }) => {
    const command = contract.commands.get(`set_${field.name}`);
    const secret = field.options.secret ?? false;
    return {
      name: field.name,
      kept,
      command: command !== undefined && fieldSetBy(command) !== undefined ? command.name : undefined,
      secret,
      file: field.kind === 'file',
      initial: secret ? undefined : field.fallback,
    };
  });
}

function commandManifest({ name, description, fields, dedupe, ui, reply }: CommandContract): CommandManifest {
  const rules = fields.some(hasRules) || undefined;
  return { name, description, parameters: objectSchema(fields), dedupe, rules, ui, reply: reply?.name };
}

/** Patterns, and class-validator decorators of the author, at any depth. */
function hasRules({ options, rules, property, items, nested }: Field): boolean {
  const own = options.pattern !== undefined || hasFurtherRules(rules, property);
  return own || (items !== undefined && hasRules(items)) || (nested?.fields.some(hasRules) ?? false);
}

function messageManifest({ name, messageClass }: MessageContract): MessageManifest {
  const { name: schemaName, description } = messageClass;
  return { name, schemaName, schema: messageSchema(messageClass), description };
}
