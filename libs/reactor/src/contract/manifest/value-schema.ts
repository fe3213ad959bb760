/** A JSON object of any content. */
export type Json = Record<string, unknown>;

/** The keywords of JSON Schema that the server checks values by. */
export interface SchemaKeywords {
  /** Absent: any type. `integer` includes 2.0, since numbers on the wire are doubles. */
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null';
  /** Only that of an uploaded file, in place of every other keyword but `default`. */
  readonly $ref?: string;
  /** Only `[schema, { type: 'null' }]`: the value may be null, which skips every other rule. */
  readonly anyOf?: readonly ValueSchema[];
  /** The value where none is sent. */
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Of a string in code points, of an array in items, of a record in keys. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly enum?: readonly unknown[];
  /** Of an array; absent, its items are any values. */
  readonly items?: ValueSchema;
  /** Makes it an object of these keys and no others. Without it an object is a record. */
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  /** Of the properties. */
  readonly required?: readonly string[];
  /** What a record's values are: `true`, or absent, any. */
  readonly additionalProperties?: boolean | ValueSchema;
  /** The value is secret: no error and no log line quotes it, and no client is shown it. */
  readonly writeOnly?: boolean;
}

/**
 * JSON Schema of one value. Keywords beyond those that the server checks are for clients: they are published as they
 * are, such as `description`, or `pattern`, which the model's worker checks.
 */
export interface ValueSchema extends SchemaKeywords {
  readonly [annotation: string]: unknown;
}

/** JSON Schema of named values: a command's arguments, or a nested object. */
export interface ObjectSchema extends ValueSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, ValueSchema>>;
}
