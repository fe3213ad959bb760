import type { HookKind, PlayHint } from '../../authoring/index.js';
import type { Json, ObjectSchema } from './value-schema.js';

/** One media track, in the model's view: `out` is one that it sends. */
export interface Track {
  /** On the wire. */
  readonly name: string;
  readonly kind: 'video' | 'audio';
  readonly direction: 'in' | 'out';
  /** Samples a second on the model's side; audio only. */
  readonly sampleRate?: number;
}

/**
 * A value that clients set and that persists: `state` is a field of the model's state, `command` the one argument of a
 * command `set_<argument>` that the author wrote without such a field.
 */
export interface InputManifest {
  /** On the wire. */
  readonly name: string;
  readonly kept: 'state' | 'command';
  /** The command whose one argument sets it; absent where no such command exists. */
  readonly command?: string;
  /** Its values are never shown. */
  readonly secret: boolean;
  /** Its values are uploaded files. */
  readonly file: boolean;
  /** Its value at a session's start, null for a file; absent where it is secret. */
  readonly initial?: unknown;
}

/** A command that clients may send. */
export interface CommandManifest {
  /** On the wire. */
  readonly name: string;
  readonly description?: string;
  /** Its arguments by name; the keywords that the server checks are those of {@link ObjectSchema}. */
  readonly parameters: ObjectSchema;
  /** Of several that wait for the model, only the newest runs. */
  readonly dedupe: boolean;
  /** The worker may refuse it by rules of its own, so it counts as accepted only when the worker applies it. */
  readonly rules?: boolean;
  readonly ui?: PlayHint;
  /** Name of the message that answers it. */
  readonly reply?: string;
}

/** A message that the model sends, as a command's reply or on its own. */
export interface MessageManifest {
  /** On the wire. */
  readonly name: string;
  /** Name of its schema in the model's document; unique among the messages. */
  readonly schemaName: string;
  readonly schema: Json;
  readonly description?: string;
}

/**
 * What a model offers, as its worker reports it: plain values, equal to themselves after a way through JSON. The
 * server's side works from this alone and never sees a model's class.
 */
export interface ModelManifest {
  /** On the wire, and in paths. */
  readonly name: string;
  /** Release tag of the model, `v1.4.0`; absent, its document has a placeholder. */
  readonly version?: string;
  readonly description?: string;
  /** Frames a second; absent, the rate is measured. */
  readonly fps?: number;
  /** Bundles queued for the viewers at once; absent, `inference.bufferSize`. */
  readonly bufferSize?: number;
  /** Inputs first, then outputs. */
  readonly tracks: readonly Track[];
  /** Those of the state first. */
  readonly inputs: readonly InputManifest[];
  readonly commands: readonly CommandManifest[];
  /** Every message that the model sends, each reply among them. */
  readonly messages: readonly MessageManifest[];
  /** The moments that the model follows, each with the name of its handler, for the log. */
  readonly hooks: Readonly<Partial<Record<HookKind, string>>>;
}

/** The command of that name, if the model has one. */
export function commandNamed({ commands }: Pick<ModelManifest, 'commands'>, name: string): CommandManifest | undefined {
  return commands.find((command) => command.name === name);
}
