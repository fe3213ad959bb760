/** A class used as a type. */
export type ClassReference = new (...args: never[]) => object;

/** What a field holds. A function that returns a class stands for a nested object of that class. */
export type FieldKind = 'string' | 'integer' | 'number' | 'boolean' | 'file' | 'array' | 'record';

/** Hints for a page that draws a control; they travel in the schema and mean nothing to the server. */
export interface UiHints {
  /** Preferred control, for example `slider`, `textarea`, `joystick`. */
  readonly component?: string;
  /** Controls are drawn in rising order. */
  readonly order?: number;
  /** Controls of one group are drawn together. */
  readonly group?: string;
  readonly placeholder?: string;
}

/** What a client may send for one field, and what it is when it sends nothing. */
export interface InputFieldOptions {
  /** Used at session start, and for a command's argument that is not sent. Must satisfy the field's own bounds. */
  readonly default?: unknown;
  /** One sentence for whoever builds a client; it travels in the schema. */
  readonly description?: string;
  /** Least value, inclusive. */
  readonly min?: number;
  /** Greatest value, inclusive. */
  readonly max?: number;
  /** Least length, of a string in UTF-16 units or of an array in items. */
  readonly minLength?: number;
  /** Greatest length, counted the same way. */
  readonly maxLength?: number;
  /** The only values allowed: a list, or a TypeScript enum. */
  readonly choices?: readonly (string | number)[] | Readonly<Record<string, string | number>>;
  /** A string must match it somewhere; anchor it to match it whole. */
  readonly pattern?: RegExp;
  /** Step of the control that a page draws; values between steps are not refused. */
  readonly step?: number;
  /** Marks free text or an upload for moderation; the server itself moderates nothing. */
  readonly moderate?: boolean;
  /** Allows an explicit null, which skips every bound. */
  readonly nullable?: boolean;
  /** Needed where neither default nor choices tell, and for integers, files, arrays, records and nested classes. */
  readonly type?: FieldKind | (() => ClassReference);
  /** What an array's items or a record's values are. */
  readonly items?: InputFieldOptions;
  /** Name on the wire; a parameter of a command has no other. @defaultValue the property in snake_case */
  readonly name?: string;
  readonly ui?: UiHints;
}
