import type { ModuleMetadata, Type } from '@nestjs/common';
import type { InputState } from './input-state.js';
import type { ModelMessageClass } from './model-message.js';

/** Written apart from their decorator, options name no classes in their type: then the compiler compares none. */
export interface ReactorModelOptions<
  S extends InputState = InputState,
  O extends object = object,
  I extends object = object,
> {
  /** On the wire, in logs and in the page. @defaultValue the class in snake_case */
  readonly name?: string;
  /** For people; it travels in the schema. */
  readonly description?: string;
  /**
   * Where the class lives: `import.meta.url`, or `__filename` in CommonJS. The worker imports this file, because a class
   * cannot be handed to a worker. It must export the class, and do nothing else when it is imported.
   */
  readonly file?: string | URL;
  /** What clients may set. */
  readonly state?: Type<S>;
  /** The tracks that the model makes: a class of `@Video` and `@Audio` properties. */
  readonly output?: Type<O>;
  /** The tracks that clients send: a class of `@Video` and `@Audio` properties. */
  readonly input?: Type<I>;
  /** Messages that no command names as its reply, so that they are in the schema too. */
  readonly messages?: readonly ModelMessageClass[];
  /** Frames a second at which the output is played. @defaultValue measured from the model's own turns, 1 to 60 */
  readonly fps?: number;
  /** Frames that may be on their way to the viewers; more is smoother and later. @defaultValue `inference.bufferSize`, 1 */
  readonly bufferSize?: number;
  /** Modules whose exports the model's constructor may ask for; they are built in the worker, apart from the server's. */
  readonly imports?: ModuleMetadata['imports'];
  /** Providers that the model's constructor may ask for; they are built in the worker, apart from the server's. */
  readonly providers?: ModuleMetadata['providers'];
  /** Handed to `load`. Plain values only. */
  readonly config?: unknown;
}

const OPTIONS = Symbol('nestjs-reactor:model');

/** Makes a class a model. */
export function setModelOptions(modelClass: object, options: ReactorModelOptions): void {
  Reflect.defineMetadata(OPTIONS, options, modelClass);
}

/** @returns what the class itself was decorated with; a base's decoration does not make a subclass a model */
export function modelOptionsOf(modelClass: object): ReactorModelOptions | undefined {
  return Reflect.getOwnMetadata(OPTIONS, modelClass) as ReactorModelOptions | undefined;
}
