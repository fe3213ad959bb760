import type { ModuleMetadata, Type } from '@nestjs/common';
import type { HookKind, InputFieldOptions, ModelMessageClass } from '../authoring/index.js';

/** One media track, in the model's view: `out` is one that it makes. */
export interface Track {
  /** On the wire. */
  readonly name: string;
  /** In the author's class. */
  readonly property: string;
  readonly kind: 'video' | 'audio';
  readonly direction: 'in' | 'out';
  /** Samples a second on the model's side; audio only. */
  readonly sampleRate?: number;
}

/** One value that a client may send. */
export interface Field {
  /** On the wire. */
  readonly name: string;
  /** In the author's class, or the wire name where the field is a parameter. */
  readonly property: string;
  readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'file' | 'array' | 'record' | 'object';
  readonly options: InputFieldOptions;
  /** A command that does not bring it is refused: it has no default and takes no null. */
  readonly required: boolean;
  /** What stands for it when it is not sent. */
  readonly fallback: unknown;
}

/** Where a command's values go. */
export type CommandTarget =
  | { readonly kind: 'setter'; readonly property: string }
  | { readonly kind: 'method'; readonly method: string; readonly slots: readonly ParameterSlot[] };

/** What one parameter of a handler receives. */
export type ParameterSlot =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'client' }
  | { readonly kind: 'dto'; readonly dto: Type<object> };

export interface CommandContract {
  readonly name: string;
  readonly description?: string;
  readonly target: CommandTarget;
  readonly fields: readonly Field[];
  readonly dedupe: boolean;
  readonly reply?: MessageContract;
  /** The class whose class-validator rules the arguments must satisfy. */
  readonly rules: Type<object>;
}

export interface MessageContract {
  /** On the wire. */
  readonly name: string;
  readonly messageClass: ModelMessageClass;
}

/** What a model's class promises, read once from its decorators. Both sides of the worker read it from the same class. */
export interface ModelContract {
  readonly name: string;
  readonly description?: string;
  readonly modelClass: Type<object>;
  /** URL of the module that exports the class; without it the model cannot run in a worker. */
  readonly file?: string;
  /** Frames a second; absent, the rate is measured. */
  readonly fps?: number;
  /** Bundles on their way at once; absent, the default. */
  readonly bufferSize?: number;
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  readonly providers: NonNullable<ModuleMetadata['providers']>;
  readonly config?: unknown;
  /** Inputs first, then outputs, each in the order of declaration. */
  readonly tracks: readonly Track[];
  readonly stateClass?: Type<object>;
  readonly stateFields: readonly Field[];
  readonly commands: ReadonlyMap<string, CommandContract>;
  readonly messages: ReadonlyMap<string, MessageContract>;
  /** Method names by moment. */
  readonly hooks: Readonly<Partial<Record<HookKind, string>>>;
}
