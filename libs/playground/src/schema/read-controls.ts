import { isPlayed } from '../play/read-play.js';
import type { CommandModel, ControlGroup, FieldModel } from './control-model.js';
import { type Json, numberOf, objectOf, readField, textOf } from './read-field.js';
import { wireLabel } from './wire-label.js';

/** A command with what decides its place. */
interface Placed {
  readonly command: CommandModel;
  readonly group: string | undefined;
  readonly order: number;
}

/**
 * The controls of a model, from its OpenAPI document alone. Controls that name no group come first, then each group
 * where its first control stands; within a group `order` decides, then the document. Unreadable ones are skipped.
 */
export function readControls(document: Json): ControlGroup[] {
  const placed = Object.values(objectOf(document['paths']))
    .map((path) => objectOf(objectOf(path)['post']))
    .filter((operation) => textOf(operation['operationId']) !== undefined && !isPlayed(operation))
    .map((operation) => place(operation, document))
    .sort((a, b) => a.order - b.order);
  const groups = new Map<string | undefined, CommandModel[]>([[undefined, []]]);
  for (const { command, group } of placed) {
    const members = groups.get(group) ?? [];
    groups.set(group, [...members, command]);
  }
  return [...groups]
    .filter(([, commands]) => commands.length > 0)
    .map(([name, commands]) => ({ name, commands: byMode(commands) }));
}

/** The model's own name and description. */
export function readTitle(document: Json): { readonly name: string; readonly description: string | undefined } {
  const info = objectOf(document['info']);
  return { name: textOf(info['title']) ?? 'model', description: textOf(info['description']) };
}

function place(operation: Json, document: Json): Placed {
  const name = textOf(operation['operationId'])!;
  const body = objectOf(objectOf(objectOf(operation['requestBody'])['content'])['application/json']);
  const schema = objectOf(body['schema']);
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const properties = Object.entries(objectOf(schema['properties'])).map(
    ([key, value]) => [key, objectOf(value)] as const,
  );
  const fields = properties.map(([key, field]) => readField(key, field, required.includes(key), document));
  const hints = properties.map(([, field]) => objectOf(field['x-reactor-ui']));
  return {
    command: toCommand(name, textOf(operation['summary']), sorted(fields, hints)),
    group: hints.map((hint) => textOf(hint['group'])).find((group) => group !== undefined),
    order: Math.min(Number.MAX_SAFE_INTEGER, ...hints.map(orderOf)),
  };
}

function toCommand(name: string, summary: string | undefined, fields: readonly FieldModel[]): CommandModel {
  const [only, ...others] = fields;
  const setter = only !== undefined && others.length === 0 && name === `set_${only.name}`;
  return {
    name,
    label: setter ? only.label : wireLabel(name),
    // The server's default for a model without a description is not shown.
    description: summary === `Trigger ${name}` ? undefined : summary,
    mode: setter ? 'live' : fields.length === 0 ? 'action' : 'form',
    fields,
  };
}

function sorted(fields: readonly FieldModel[], hints: readonly Json[]): FieldModel[] {
  return fields
    .map((field, i) => ({ field, order: orderOf(hints[i] ?? {}) }))
    .sort((a, b) => a.order - b.order)
    .map(({ field }) => field);
}

/** Controls that ask for no place come after those that do. */
function orderOf(hints: Json): number {
  return numberOf(hints['order']) ?? Number.MAX_SAFE_INTEGER;
}

/** What is set goes before what is done. */
function byMode(commands: readonly CommandModel[]): CommandModel[] {
  const rank = { live: 0, form: 1, action: 2 } as const;
  return [...commands].sort((a, b) => rank[a.mode] - rank[b.mode]);
}
