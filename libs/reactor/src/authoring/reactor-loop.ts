import type { InputState } from './input-state.js';
import type { NoOutput } from './model-decorator.js';
import type { EmitOptions, OutputOf } from './model-output.js';
import type { Presence } from './presence.js';
import { boundTo, ReactorCore } from './reactor-core.js';

/**
 * A model that runs a loop of its own and emits when it likes; authors extend it as `ReactorModel`.
 *
 * Commands and hooks run one at a time whenever the loop awaits, so a value of the state may change across an await.
 * Between sessions `state` has its defaults: a loop may be past the end of one before it hears of it.
 */
export abstract class ReactorLoop<
  S extends object = InputState,
  O extends object = NoOutput,
  I extends object = object,
> extends ReactorCore<S, I, O> {
  /**
   * The loop, from the end of `load` for as long as the worker lives, over all sessions. When it returns or throws, the
   * session ends with an error and the worker is started again, as often as the session options allow.
   *
   * At shutdown its waits (`connected.wait`, `emit`, reads) reject, so a loop that never looks ends there; a `finally`
   * still runs.
   */
  abstract run(): Promise<void>;

  /** Whether a session has a client; between sessions there is nobody. */
  protected get connected(): Presence {
    return boundTo(this).presence;
  }

  /** Aborted when the worker is to end: for what the loop awaits beside the runtime. */
  protected get signal(): AbortSignal {
    return boundTo(this).signal;
  }

  /**
   * Plays the output and resolves when there is room for the next one: this is what paces the loop. Outside of a session
   * nothing is emitted, and the call takes the time of one frame. Rejects with `bad_frame` or `bad_audio` for what does
   * not fit the declared tracks, and with `shutting_down`.
   */
  protected emit(output: OutputOf<O>, options?: EmitOptions): Promise<void> {
    return boundTo(this).output.emit(output, options);
  }
}
