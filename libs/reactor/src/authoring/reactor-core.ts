import { Logger } from '@nestjs/common';
import { ReactorError } from '../errors/index.js';
import type { AudioSamples, VideoFrame } from '../media/index.js';
import type { Client } from './client.js';
import type { ModelTypes, modelTypes } from './model-decorator.js';
import type { InputsOf, InputTrack } from './input-track.js';
import type { ModelMessage } from './model-message.js';
import type { EmitOptions, ModelOutput } from './model-output.js';
import type { Presence } from './presence.js';

/** What the runtime provides to a model. Internal to the runtime. */
export interface ModelBindings {
  /** By the property that declares each. */
  readonly inputs: Readonly<Record<string, InputTrack<VideoFrame> | InputTrack<AudioSamples>>>;
  readonly output: ModelOutput & { emit(output: unknown, options?: EmitOptions): Promise<void> };
  readonly presence: Presence;
  /** Aborted when the worker is to end. */
  readonly signal: AbortSignal;
  /** Its `@ReactorModel` names a state. */
  readonly hasState: boolean;
  /** The running session's state; undefined between sessions. */
  state(): object | undefined;
  clients(): readonly Client[];
  /** To everybody in the session. */
  broadcast(message: ModelMessage): void;
}

const bindings = new WeakMap<object, ModelBindings>();

/** Attaches the runtime to a model; called once, before `load`. Not for authors. */
export function bindModel(model: object, lent: ModelBindings): void {
  bindings.set(model, lent);
}

/** What the runtime attached. Throws `model_failed` for a model that no reactor runs, as in its own constructor. */
export function boundTo(model: object): ModelBindings {
  const lent = bindings.get(model);
  if (lent !== undefined) return lent;
  throw new ReactorError(
    'model_failed',
    `${model.constructor.name} is not running in a worker yet; state, clients and tracks are not available in the constructor, use them in load(), inference() or run()`,
  );
}

/** What every model has, whatever its style. */
export abstract class ReactorCore<S extends object = object, I extends object = object, O extends object = object> {
  /** Type that `@ReactorModel` checks the class against; never set. */
  declare readonly [modelTypes]?: ModelTypes<S, O, I>;

  protected readonly logger = new Logger(this.constructor.name);

  /**
   * What clients have set so far; in `load`, every field's default. In a pipeline it changes only between two turns, so a
   * turn sees one consistent state, and between sessions, when there is none, it throws; `bad_declaration` where
   * `@ReactorModel` was given no state.
   */
  protected get state(): S {
    const lent = boundTo(this);
    if (!lent.hasState) {
      const { name } = this.constructor;
      throw new ReactorError(
        'bad_declaration',
        `${name} reads this.state but declares no state; add state: MyState to its @ReactorModel, where MyState extends InputState`,
      );
    }
    const state = lent.state();
    if (state === undefined) {
      throw new ReactorError(
        'model_failed',
        `${this.constructor.name} has no state between sessions; read it in a turn, a command handler or a hook`,
      );
    }
    return state as S;
  }

  /** The tracks that clients send, by the properties of the class given as `input`. */
  protected get input(): InputsOf<I> {
    return boundTo(this).inputs as InputsOf<I>;
  }

  /** Controls the playout of the model's output. */
  protected get output(): ModelOutput {
    return boundTo(this).output;
  }

  /** Who is in the session, in the order they joined. */
  protected get clients(): readonly Client[] {
    return boundTo(this).clients();
  }

  /** Sends to everybody in the session. */
  protected send(message: ModelMessage): void {
    boundTo(this).broadcast(message);
  }

  /**
   * Runs once in the worker, before the model is available: load weights here and warm up; `state` has its defaults
   * meanwhile. All sessions reuse what it creates.
   *
   * @param config what `@ReactorModel` was given as `config`
   */
  load?(config: unknown): void | Promise<void>;
}
