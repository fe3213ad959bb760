import { type Json, numberOf, objectOf, textOf } from '../schema/read-field.js';
import type { GamepadPlay, KeysPlay, PlayKey, PlayModel, PlayRange, PointerPlay } from './play-model.js';

const NAMED: Readonly<Record<string, { readonly code: string; readonly label: string }>> = {
  left: { code: 'ArrowLeft', label: '←' },
  right: { code: 'ArrowRight', label: '→' },
  up: { code: 'ArrowUp', label: '↑' },
  down: { code: 'ArrowDown', label: '↓' },
  space: { code: 'Space', label: 'Space' },
  enter: { code: 'Enter', label: 'Enter' },
  shift: { code: 'ShiftLeft', label: 'Shift' },
};

const AXES = ['left_x', 'left_y', 'right_x', 'right_y'];

/** Operations that are played on the picture; a page draws no form for them. */
export function isPlayed(operation: Json): boolean {
  return ['keys', 'pointer', 'gamepad'].includes(String(objectOf(operation['x-reactor-ui'])['component']));
}

/** Playable commands of a model's schema: the first of each kind. Unreadable ones are skipped. */
export function readPlay(document: Json): PlayModel {
  let play: PlayModel = {};
  for (const path of Object.values(objectOf(document['paths']))) {
    const operation = objectOf(objectOf(path)['post']);
    const command = textOf(operation['operationId']);
    if (command === undefined || !isPlayed(operation)) continue;
    play = { ...read(command, operation), ...play };
  }
  return play;
}

function read(command: string, operation: Json): PlayModel {
  const hint = objectOf(operation['x-reactor-ui']);
  const content = objectOf(objectOf(operation['requestBody'])['content']);
  const fields = objectOf(objectOf(objectOf(content['application/json'])['schema'])['properties']);
  const kind = textOf(hint['component']);
  if (kind === 'keys') {
    const keys = readKeys(command, hint, fields);
    return keys === undefined ? {} : { keys };
  }
  if (kind === 'pointer') return { pointer: readPointer(command, fields) };
  return { gamepad: readGamepad(command, hint, fields) };
}

function readKeys(command: string, hint: Json, fields: Json): KeysPlay | undefined {
  const entries = Object.entries(fields).map(([name, field]) => [name, objectOf(field)] as const);
  const key = entries.find(([, field]) => Array.isArray(field['enum']));
  const pressed = entries.find(([, field]) => field['type'] === 'boolean');
  if (key === undefined || pressed === undefined) return undefined;
  const given = objectOf(hint['keys']);
  const keys = (key[1]['enum'] as unknown[])
    .filter((value): value is string | number => typeof value === 'string' || typeof value === 'number')
    .map((value) => playKey(value, given[String(value)]))
    .filter(({ codes }) => codes.length > 0);
  return { command, keyField: key[0], pressedField: pressed[0], keys };
}

function playKey(value: string | number, given: unknown): PlayKey {
  const codes = (Array.isArray(given) ? given : given === undefined ? codeOf(String(value)) : [given]).map(String);
  return { value, codes, label: labelOf(codes[0] ?? '') };
}

/** A choice that is called as a key is. */
function codeOf(name: string): string[] {
  const named = NAMED[name.toLowerCase()];
  if (named !== undefined) return [named.code];
  if (/^[a-z]$/i.test(name)) return [`Key${name.toUpperCase()}`];
  return /^\d$/.test(name) ? [`Digit${name}`] : [];
}

function labelOf(code: string): string {
  const named = Object.values(NAMED).find((one) => one.code === code);
  return named?.label ?? code.replace(/^(?:Key|Digit)/, '');
}

function readPointer(command: string, fields: Json): PointerPlay {
  const range = (name: string): Partial<Record<string, PlayRange>> => {
    const field = objectOf(fields[name]);
    return field['type'] === undefined ? {} : { [name]: rangeOf(field, name.startsWith('d') ? -Infinity : 0) };
  };
  return {
    command,
    ...range('dx'),
    ...range('dy'),
    ...range('x'),
    ...range('y'),
    pressed: fields['pressed'] !== undefined,
    buttons: fields['buttons'] !== undefined,
  };
}

function readGamepad(command: string, hint: Json, fields: Json): GamepadPlay {
  const axes = Object.entries(objectOf(hint['axes'])).flatMap(([field, axis]) => {
    const [, minus, name = ''] = /^(-?)(.*)$/.exec(String(axis)) ?? [];
    const index = AXES.indexOf(name);
    if (index < 0 || fields[field] === undefined) return [];
    return [{ field, index, sign: minus === '-' ? -1 : 1, range: rangeOf(objectOf(fields[field]), -1) } as const];
  });
  const buttons = Object.entries(objectOf(hint['buttons'])).flatMap(([field, index]) =>
    typeof index === 'number' && fields[field] !== undefined ? [{ field, index }] : [],
  );
  return { command, axes, buttons };
}

/** @param least where the field has no lower bound: a place begins at 0, a stick at -1, a move nowhere */
function rangeOf(field: Json, least: number): PlayRange {
  return {
    min: numberOf(field['minimum']) ?? least,
    max: numberOf(field['maximum']) ?? (least === -Infinity ? Infinity : 1),
    integer: field['type'] === 'integer',
  };
}
