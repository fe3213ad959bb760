import { FieldComparison } from './field-comparison.js';
import type { ModelSchema, SchemaCommand, SchemaField, SchemaTrack } from './model-schema.js';
import type { SchemaChange } from './schema-change.js';

/**
 * What differs between two schemas of a model, and what of it breaks clients that were written for the old one: names that
 * are gone, commands that take less than before, messages that say more than before. Texts, examples, the order of names
 * and the release do not count. None: the same {@link schemaHash}.
 */
export function compareSchemas(before: ModelSchema, now: ModelSchema): SchemaChange[] {
  return [
    ...(before.name === now.name
      ? []
      : [change('model_renamed', true, 'name', `${now.name} now, ${before.name} before`)]),
    ...trackChanges(before.tracks, now.tracks),
    ...memberChanges('command', before.commands, now.commands, commandChanges),
    ...memberChanges('message', before.messages, now.messages, (old, message, place) =>
      fieldChanges('model', old.fields, message.fields, place),
    ),
  ];
}

function trackChanges(before: readonly SchemaTrack[], now: readonly SchemaTrack[]): SchemaChange[] {
  const changes: SchemaChange[] = [];
  const added = now.filter(({ name }) => !before.some((track) => track.name === name));
  for (const track of before) {
    const place = `tracks.${track.name}`;
    const kept = now.find(({ name }) => name === track.name);
    if (kept !== undefined) {
      const [is, was] = [roleOf(kept), roleOf(track)];
      if (is !== was) changes.push(change('track_changed', true, place, `${is} now, ${was} before`));
      continue;
    }
    const heir = added.findIndex((other) => roleOf(other) === roleOf(track));
    if (heir < 0) changes.push(change('track_removed', true, place, 'removed'));
    else changes.push(change('track_renamed', true, place, `${added.splice(heir, 1)[0]!.name} now`));
  }
  for (const track of added)
    changes.push(change('track_added', false, `tracks.${track.name}`, `new, ${roleOf(track)}`));
  return changes;
}

function roleOf({ kind, direction }: SchemaTrack): string {
  return `${kind} ${direction === 'in' ? 'into' : 'out of'} the model`;
}

function memberChanges<T extends { readonly name: string }>(
  kind: 'command' | 'message',
  before: readonly T[],
  now: readonly T[],
  compare: (before: T, now: T, place: string) => SchemaChange[],
): SchemaChange[] {
  const former = new Map(before.map((one) => [one.name, one]));
  const names = new Set(now.map(({ name }) => name));
  const gone = before.filter(({ name }) => !names.has(name));
  return [
    ...gone.map(({ name }) => change(`${kind}_removed`, true, `${kind}s.${name}`, 'removed')),
    ...now.flatMap((one) => {
      const place = `${kind}s.${one.name}`;
      const old = former.get(one.name);
      return old === undefined ? [change(`${kind}_added`, false, place, 'new')] : compare(old, one, place);
    }),
  ];
}

function commandChanges(before: SchemaCommand, now: SchemaCommand, place: string): SchemaChange[] {
  return [...fieldChanges('client', before.fields, now.fields, place), ...replyChanges(before.reply, now.reply, place)];
}

function replyChanges(before: string | undefined, now: string | undefined, place: string): SchemaChange[] {
  if (before === now) return [];
  if (before === undefined) return [change('reply_added', false, place, `answered by ${now} now`)];
  if (now === undefined) return [change('reply_removed', true, place, `not answered any more, by ${before} before`)];
  return [change('reply_changed', true, place, `answered by ${now} now, ${before} before`)];
}

function fieldChanges(
  maker: 'client' | 'model',
  before: readonly SchemaField[],
  now: readonly SchemaField[],
  place: string,
): SchemaChange[] {
  const comparison = new FieldComparison(maker);
  comparison.compare(before, now, place);
  return comparison.changes;
}

function change(kind: SchemaChange['kind'], breaking: boolean, place: string, text: string): SchemaChange {
  return { kind, breaking, place, text };
}
