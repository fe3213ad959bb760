import { choicesOf, type PlayHint, POINTER_FIELDS } from '../../authoring/index.js';
import type { Field } from './model-contract.js';

const AXIS = /^-?(?:left|right)_[xy]$/;

/** Most buttons that a gamepad reports. */
const MAX_BUTTON = 31;

/** Mistakes in a command's play hints, with the fix. */
export function* playMistakes(hint: PlayHint, fields: readonly Field[]): Generator<string> {
  switch (hint.component) {
    case 'keys':
      yield* keysMistakes(hint.keys ?? {}, fields);
      return;
    case 'pointer': {
      const strange = fields.filter(({ name, kind }) => !POINTER_FIELDS[name]?.includes(kind));
      for (const { name } of strange)
        yield `ui: a pointer gives no '${name}'; its arguments are numbers dx, dy, x, y, buttons and a boolean pressed`;
      if (fields.length === 0)
        yield 'ui: a command for a pointer takes dx and dy, x and y, pressed or buttons; add one';
      return;
    }
    case 'gamepad': {
      const { axes = {}, buttons = {} } = hint;
      for (const [name, axis] of Object.entries(axes)) {
        if (!isOf(fields, name, 'number', 'integer'))
          yield `ui.axes: it has no number '${name}'; name one of its arguments`;
        if (!AXIS.test(axis)) yield `ui.axes: '${axis}' is no stick; use left_x, left_y, right_x, right_y, or -left_y`;
      }
      for (const [name, button] of Object.entries(buttons)) {
        if (!isOf(fields, name, 'boolean')) yield `ui.buttons: it has no boolean '${name}'; name one of its arguments`;
        if (!(Number.isInteger(button) && button >= 0 && button <= MAX_BUTTON))
          yield `ui.buttons: ${button} is no button; use an index from 0 to ${MAX_BUTTON}`;
      }
      if (Object.keys(axes).length + Object.keys(buttons).length === 0) yield 'ui: a gamepad needs axes or buttons';
      return;
    }
    default:
      // A class in JavaScript may declare anything.
      yield `ui: there is no component ${JSON.stringify((hint satisfies never as PlayHint).component)}; use keys, pointer or gamepad`;
  }
}

function* keysMistakes(
  keys: NonNullable<Extract<PlayHint, { component: 'keys' }>['keys']>,
  fields: readonly Field[],
): Generator<string> {
  const choices = fields.flatMap(({ options }) => choicesOf(options) ?? []);
  const pressed = fields.filter(({ kind }) => kind === 'boolean');
  if (fields.length !== 2 || choices.length === 0 || pressed.length !== 1) {
    yield 'ui: a command for keys takes one argument with choices, the keys, and one boolean, whether it is down';
    return;
  }
  for (const name of Object.keys(keys)) {
    if (!choices.map(String).includes(name)) yield `ui.keys: '${name}' is none of its choices, ${choices.join(', ')}`;
  }
}

function isOf(fields: readonly Field[], name: string, ...kinds: Field['kind'][]): boolean {
  return fields.some((field) => field.name === name && kinds.includes(field.kind));
}
