/** What one value is, without its name. */
export interface SchemaValue {
  /** `record`: an object of any keys. `any`: any JSON, or one of `choices` of several types. */
  readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'record' | 'object' | 'file' | 'any';
  readonly nullable: boolean;
  /** The only values, null apart. */
  readonly choices?: readonly unknown[];
  /** Inclusive. */
  readonly min?: number;
  /** Inclusive. */
  readonly max?: number;
  /** Of a string in code points, of an array in items, of a record in keys. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** As the document has it: the source of a regular expression, or `/source/flags`. */
  readonly pattern?: string;
  /** Of each item of an array or value of a record; absent: any JSON. */
  readonly items?: SchemaValue;
  /** Of an object, in the author's order. */
  readonly fields?: readonly SchemaField[];
}

/** A named value: an argument of a command, a field of a message or of a nested object. */
export interface SchemaField extends SchemaValue {
  readonly name: string;
  /** Of an argument: it has no default, and must be sent. Of a message: it has no default; it is always there. */
  readonly required: boolean;
  /** What an argument is that is not sent. */
  readonly default?: unknown;
  readonly description?: string;
}

/** A command that clients may send. */
export interface SchemaCommand {
  readonly name: string;
  readonly description?: string;
  readonly fields: readonly SchemaField[];
  /** Name of the message that answers it. */
  readonly reply?: string;
}

/** A message of the model, sent by itself or as a reply. */
export interface SchemaMessage {
  readonly name: string;
  /** Name of its class. */
  readonly schemaName: string;
  readonly description?: string;
  readonly fields: readonly SchemaField[];
}

/** A media track, in the model's view: `out` is one that the model sends. */
export interface SchemaTrack {
  readonly name: string;
  readonly kind: 'video' | 'audio';
  readonly direction: 'in' | 'out';
}

/** What a model offers to its clients, as read from its OpenAPI document. */
export interface ModelSchema {
  readonly name: string;
  /** Release tag, `v0.0.0` where the server does not know it. */
  readonly version: string;
  readonly description?: string;
  readonly tracks: readonly SchemaTrack[];
  readonly commands: readonly SchemaCommand[];
  readonly messages: readonly SchemaMessage[];
}
