/** A stick of a gamepad in the standard mapping. Left and up are -1; a minus before the name inverts it. */
export type GamepadAxis = `${'' | '-'}${'left' | 'right'}_${'x' | 'y'}`;

/**
 * The command is played with keys: one argument has choices, which are keys, and another, a boolean, says whether the key is
 * down. A page sends each press and each release once.
 */
export interface KeysHint {
  readonly component: 'keys';
  /**
   * Keys of the keyboard by choice, as `KeyboardEvent.code`: `{ jump: ['Space', 'KeyJ'] }`. An omitted choice is bound
   * by its name: `w` is KeyW, `left` ArrowLeft, `space` Space, `3` Digit3.
   */
  readonly keys?: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * The command is played with a pointer on the picture. `dx` and `dy` are moves while a button is down, in pixels of the
 * picture, summed between two sends; `x` and `y` are the place, scaled to their bounds; `pressed` says whether the main
 * button is down, `buttons` is the bit mask of `PointerEvent.buttons`. Any of them may be omitted, but not all.
 */
export interface PointerHint {
  readonly component: 'pointer';
}

/** The command is played with a gamepad in the standard mapping, sent as a whole whenever something changes. */
export interface GamepadHint {
  readonly component: 'gamepad';
  /** By argument, a number: sticks, scaled to its bounds. `{ forward: '-left_y' }` */
  readonly axes?: Readonly<Record<string, GamepadAxis>>;
  /** By argument, a boolean: index of the button. */
  readonly buttons?: Readonly<Record<string, number>>;
}

/** How a person plays a command on the picture, in place of a form. Part of the schema; ignored by the server. */
export type PlayHint = KeysHint | PointerHint | GamepadHint;

/** Arguments of a command that is played with a pointer, and the type of each. */
export const POINTER_FIELDS: Readonly<Record<string, readonly string[]>> = {
  dx: ['number', 'integer'],
  dy: ['number', 'integer'],
  x: ['number', 'integer'],
  y: ['number', 'integer'],
  pressed: ['boolean'],
  buttons: ['integer', 'number'],
};
