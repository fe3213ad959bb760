import { Logger } from '@nestjs/common';
import { ReactorError } from '../errors/index.js';
import type { Client } from './client.js';
import type { ModelMessage } from './model-message.js';

/** What the runtime lends a model. The runtime's side only. */
export interface ModelBindings {
  /** The running session's state; undefined between sessions. */
  state(): object | undefined;
  clients(): readonly Client[];
  /** To everybody in the session. */
  broadcast(message: ModelMessage): void;
}

const bindings = new WeakMap<object, ModelBindings>();

/** Lends a model what it needs; called once, before `load`. Not for authors. */
export function bindModel(model: object, lent: ModelBindings): void {
  bindings.set(model, lent);
}

function boundTo(model: object): ModelBindings {
  const lent = bindings.get(model);
  if (lent !== undefined) return lent;
  throw new ReactorError(
    'model_failed',
    `${model.constructor.name} is not running under a reactor; its state and clients are not there in the constructor, use load() or inference()`,
  );
}

/** What every model has, whatever its style. */
export abstract class ReactorCore<S extends object = object> {
  protected readonly logger = new Logger(this.constructor.name);

  /**
   * What clients have set so far. It changes only between two turns, so a turn sees one consistent state. Throws
   * between sessions, when there is none.
   */
  protected get state(): S {
    const state = boundTo(this).state();
    if (state === undefined) {
      throw new ReactorError(
        'model_failed',
        `${this.constructor.name} has no state between sessions; read it in a turn, a command or a hook`,
      );
    }
    return state as S;
  }

  /** Who is in the session, in the order they came. */
  protected get clients(): readonly Client[] {
    return boundTo(this).clients();
  }

  /** Sends to everybody in the session. */
  protected send(message: ModelMessage): void {
    boundTo(this).broadcast(message);
  }

  /**
   * Runs once in the worker, before the model is available: load weights here and warm up. Session after session reuses
   * what it made.
   *
   * @param config what `@ReactorModel` was given as `config`
   */
  load?(config: unknown): void | Promise<void>;
}
