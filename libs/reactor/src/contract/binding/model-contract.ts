import type { ModuleMetadata, Type } from '@nestjs/common';
import type {
  ClassReference,
  HookKind,
  InputFieldOptions,
  Isolation,
  ModelMessageClass,
  PlayHint,
  RestartPolicy,
  ValueKind,
} from '../../authoring/index.js';
import type { Track } from '../manifest/model-manifest.js';

/** A track and where it is in the author's class. */
export interface BoundTrack extends Track {
  readonly property: string;
}

/** One value that a client may send, alone or nested in another. */
export interface Field {
  /** On the wire. */
  readonly name: string;
  /** In the author's class, or the wire name where the field is a parameter. */
  readonly property: string;
  readonly kind: ValueKind;
  readonly options: InputFieldOptions;
  /** A command without it is refused: it has no default and does not allow null. */
  readonly required: boolean;
  /** Its value when it is not sent: plain values by wire name, including all fields of nested objects. */
  readonly fallback: unknown;
  /** The class that declares it; a parameter has none. */
  readonly owner?: ClassReference;
  /** A class of this one property, which carries the property's class-validator rules. */
  readonly rules: ClassReference;
  /** Of an array or a record; absent, its items are any JSON values. */
  readonly items?: Field;
  /** Of a nested object. */
  readonly nested?: NestedClass;
}

/** The class of a nested object. */
export interface NestedClass {
  readonly owner: ClassReference;
  readonly fields: readonly Field[];
}

/** Where a command's values go. */
export type CommandTarget =
  | { readonly kind: 'setter'; readonly property: string }
  | { readonly kind: 'method'; readonly method: string; readonly slots: readonly ParameterSlot[] };

/** What one parameter of a handler receives. */
export type ParameterSlot =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'client' }
  | { readonly kind: 'dto'; readonly dto: ClassReference };

export interface CommandContract {
  readonly name: string;
  readonly description?: string;
  readonly target: CommandTarget;
  readonly fields: readonly Field[];
  readonly dedupe: boolean;
  readonly ui?: PlayHint;
  readonly reply?: MessageContract;
  /** The class with all fields that its handler receives. */
  readonly dto?: ClassReference;
  /** How long its rules take depends on client input, as with patterns and nested classes: they have a time limit. */
  readonly costly: boolean;
}

export interface MessageContract {
  /** On the wire. */
  readonly name: string;
  readonly messageClass: ModelMessageClass;
}

/**
 * What a model's class declares, read once from its decorators, with the class and everything of its author's that is
 * code. It exists where the class does: in the worker, and on the server's side while the application starts.
 */
export interface ModelContract {
  readonly name: string;
  readonly description?: string;
  readonly modelClass: Type<object>;
  /** URL of the module that exports the class; without it the model cannot run in a worker. */
  readonly file?: string;
  /** Absent, `inference.isolation`. */
  readonly isolation?: Isolation;
  /** Frames a second; absent, the rate is measured. */
  readonly fps?: number;
  /** How often it is loaded; absent, `session.instances`. */
  readonly instances?: number;
  /** What the loss of its worker costs; absent, `session.restart`. */
  readonly restart?: RestartPolicy;
  /** Bundles queued for the viewers at once; absent, `inference.bufferSize`. */
  readonly bufferSize?: number;
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  readonly providers: NonNullable<ModuleMetadata['providers']>;
  readonly config?: unknown;
  /** Inputs first, then outputs, each in the order of declaration. */
  readonly tracks: readonly BoundTrack[];
  readonly stateClass?: Type<object>;
  readonly stateFields: readonly Field[];
  readonly commands: ReadonlyMap<string, CommandContract>;
  readonly messages: ReadonlyMap<string, MessageContract>;
  /** Method names by moment. */
  readonly hooks: Readonly<Partial<Record<HookKind, string>>>;
}
