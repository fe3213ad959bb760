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
  /**
   * Used at session start, and for a command's argument that is not sent. Must satisfy the field's own rules. That of a
   * nested class is a plain object by wire names; what it leaves out has the class's own defaults.
   */
  readonly default?: unknown;
  /** One sentence for whoever builds a client; it travels in the schema. */
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
  /** Step of the control that a page draws; values between steps are not refused. */
  readonly step?: number;
  /** Marks free text or an upload for moderation; the server itself moderates nothing. */
  readonly moderate?: boolean;
  /**
   * Its value is shown to nobody, as that of a key or a password: other clients read that it changed, and the journal keeps
   * its name alone. It travels in the schema as `writeOnly`. @defaultValue false
   */
  readonly secret?: boolean;
  /**
   * Values worth trying, for a page that offers them; each must satisfy the field's own rules. They travel in the schema.
   */
  readonly examples?: readonly unknown[];
  /** Allows an explicit null, which skips every rule, and makes null the value where there is no default. */
  readonly nullable?: boolean;
  /**
   * Needed where neither choices, default nor the property's own type tells, and always for integers, arrays without a
   * default, and classes in arrays.
   */
  readonly type?: FieldKind | (() => ClassReference);
  /** What an array's items or a record's values are. Without it they are any JSON values. */
  readonly items?: InputFieldOptions;
  /** Name on the wire; a parameter of a command has no other. @defaultValue the property in snake_case */
  readonly name?: string;
  /** Further class-validator decorators, where none can be written: on a parameter of a command. */
  readonly validate?: readonly PropertyDecorator[];
  readonly ui?: UiHints;
}
