/** What a person can play on the picture. Everything comes from the schema. */
export interface PlayModel {
  readonly keys?: KeysPlay;
  readonly pointer?: PointerPlay;
  readonly gamepad?: GamepadPlay;
}

/** A command that is sent for each key as it goes down and up. */
export interface KeysPlay {
  readonly command: string;
  /** Arguments: the key, and whether it is down. */
  readonly keyField: string;
  readonly pressedField: string;
  readonly keys: readonly PlayKey[];
}

export interface PlayKey {
  /** What is sent. */
  readonly value: string | number;
  /** `KeyboardEvent.code` of each key that stands for it. */
  readonly codes: readonly string[];
  /** As a person calls it: `W`, `←`. */
  readonly label: string;
}

/** Bounds that a figure is scaled to. */
export interface PlayRange {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

/** A command that is sent as the pointer moves on the picture, with those arguments that it has. */
export interface PointerPlay {
  readonly command: string;
  readonly dx?: PlayRange;
  readonly dy?: PlayRange;
  readonly x?: PlayRange;
  readonly y?: PlayRange;
  readonly pressed: boolean;
  readonly buttons: boolean;
}

/** A command that is sent as a gamepad changes, whole. */
export interface GamepadPlay {
  readonly command: string;
  readonly axes: readonly {
    readonly field: string;
    /** In the standard mapping. */
    readonly index: number;
    readonly sign: 1 | -1;
    readonly range: PlayRange;
  }[];
  readonly buttons: readonly { readonly field: string; readonly index: number }[];
}
