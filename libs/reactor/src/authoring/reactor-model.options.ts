import type { ModuleMetadata, Type } from '@nestjs/common';
import type { InputState } from './input-state.js';
import type { ModelMessageClass } from './model-message.js';

export const ISOLATIONS = ['thread', 'process', 'inline'] as const;

/** Where a model runs: a thread or a process of its own, or the server's own thread. */
export type Isolation = (typeof ISOLATIONS)[number];

export const RESTART_POLICIES = ['end-session', 'keep-session'] as const;

/**
 * What the loss of a worker costs.
 *
 * - `end-session`: its session ends, clients receive the reason and may start another when the model is back
 * - `keep-session`: clients stay connected and see the last picture; the model loads again, the values that clients set
 *   are applied again, and the stream goes on
 */
export type RestartPolicy = (typeof RESTART_POLICIES)[number];

/** Options declared apart from their decorator have no classes in their type, so the compiler checks none. */
export interface ReactorModelOptions<
  S extends InputState = InputState,
  O extends object = object,
  I extends object = object,
> {
  /** On the wire, in logs and in the page. @defaultValue the class in snake_case */
  readonly name?: string;
  /** Shown to users; part of the schema. */
  readonly description?: string;
  /**
   * Module of the class: `import.meta.url`, or `__filename` in CommonJS. The worker imports this file, because a class
   * cannot be passed to a worker. It must export the class, and do nothing else when it is imported.
   */
  readonly file?: string | URL;
  /** Where the model runs. @defaultValue `inference.isolation`, 'thread' */
  readonly isolation?: Isolation;
  /** What clients may set. */
  readonly state?: Type<S>;
  /** The tracks that the model makes: a class of `@Video` and `@Audio` properties. */
  readonly output?: Type<O>;
  /** The tracks that clients send: a class of `@Video` and `@Audio` properties. */
  readonly input?: Type<I>;
  /** Messages that are no command's reply, to include them in the schema. */
  readonly messages?: readonly ModelMessageClass[];
  /** Frames a second at which the output is played. @defaultValue measured from the model's own turns, 1 to 60 */
  readonly fps?: number;
  /**
   * Frames that may be queued for the viewers; more is smoother and adds latency. @defaultValue `inference.bufferSize`,
   * 1
   */
  readonly bufferSize?: number;
  /**
   * How often it is loaded, and so how many of its sessions run side by side. Each instance takes the memory of the
   * whole model. @defaultValue `session.instances`, 1
   */
  readonly instances?: number;
  /**
   * What the loss of its worker costs: its session, or a pause. With `keep-session`, clients stay connected, the model
   * loads again, and what they had set is applied again. @defaultValue `session.restart`, `end-session`
   */
  readonly restart?: RestartPolicy;
  /**
   * Modules whose exports the model's constructor may inject; instantiated in the worker, separate from the server's.
   */
  readonly imports?: ModuleMetadata['imports'];
  /** Providers that the model's constructor may inject; instantiated in the worker, separate from the server's. */
  readonly providers?: ModuleMetadata['providers'];
  /** Passed to `load`. Plain values only. */
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
