/** A class used as a type. */
export type ClassReference = new (...args: never[]) => object;

/** What a field holds. A function that returns a class stands for a nested object of that class. */
export type FieldKind = 'string' | 'integer' | 'number' | 'boolean' | 'file' | 'array' | 'record';

/** Hints for a page that draws a control; part of the schema, and ignored by the server. */
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
  /**
   * Used at session start, and for a command's argument that is not sent. Must satisfy the field's own rules. That of a
   * nested class is a plain object by wire names; omitted fields have the class's own defaults.
   */
  readonly default?: unknown;
  /** One sentence for client developers; part of the schema. */
  readonly description?: string;
  /** Least value, inclusive. */
  readonly min?: number;
  /** Greatest value, inclusive. */
  readonly max?: number;
  /** Least length: a string's Unicode code points, an array's items, a record's entries. */
  readonly minLength?: number;
  /** Greatest length, counted the same way. */
  readonly maxLength?: number;
  /** The only values allowed: a list, or a TypeScript enum. */
  readonly choices?: readonly (string | number)[] | Readonly<Record<string, string | number>>;
  /** A string must match it somewhere; anchor it to match it whole. A search that takes too long counts as a refusal. */
  readonly pattern?: RegExp;
  /** Step of the control that a page draws; values between steps are accepted. */
  readonly step?: number;
  /** Marks free text or an upload for moderation; the server itself moderates nothing. */
  readonly moderate?: boolean;
  /**
   * Its value is never shown, like a key's or a password's: other clients only receive that it changed, and the journal
   * has only its name. `writeOnly` in the schema. @defaultValue false
   */
  readonly secret?: boolean;
  /** Values worth trying, for a page that offers them; each must satisfy the field's own rules. Part of the schema. */
  readonly examples?: readonly unknown[];
  /** Allows an explicit null, which skips every rule, and makes null the default where there is no other. */
  readonly nullable?: boolean;
  /**
   * Required where it follows from neither the choices, the default nor the property's own type, and always for
   * integers, arrays without a default, and classes in arrays.
   */
  readonly type?: FieldKind | (() => ClassReference);
  /** What an array's items or a record's values are. Without it they are any JSON values. */
  readonly items?: InputFieldOptions;
  /** Name on the wire; a parameter of a command has no other. @defaultValue the property in snake_case */
  readonly name?: string;
  /** Further class-validator decorators for a parameter of a command, where none can be written. */
  readonly validate?: readonly PropertyDecorator[];
  readonly ui?: UiHints;
}
