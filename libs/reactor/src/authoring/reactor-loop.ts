import type { InputState } from './input-state.js';
import type { NoOutput } from './model-decorator.js';
import type { EmitOptions, OutputOf } from './model-output.js';
import type { Presence } from './presence.js';
import { boundTo, ReactorCore } from './reactor-core.js';

/**
 * A model that runs its own loop and emits at any time; authors extend it as `ReactorModel`.
 *
 * Commands and hooks run one at a time whenever the loop awaits, so a value of the state may change across an await.
 * Between sessions `state` has its defaults: a loop may run past the end of one before it is notified.
 */
export abstract class ReactorLoop<
  S extends object = InputState,
  O extends object = NoOutput,
  I extends object = object,
> extends ReactorCore<S, I, O> {
  /**
   * The loop, from the end of `load` while the worker runs, over all sessions. When it returns or throws, the session
   * ends with an error and the worker restarts, as often as the session options allow.
   *
   * At shutdown its waits (`connected.wait`, `emit`, reads) reject, so a loop that never checks `signal` ends there; a
   * `finally` still runs.
   */
  abstract run(): Promise<void>;

  /** Whether a session has a client; between sessions there is none. */
  protected get connected(): Presence {
    return boundTo(this).presence;
  }

  /** Aborted when the worker is to end: for what the loop awaits outside the runtime. */
  protected get signal(): AbortSignal {
    return boundTo(this).signal;
  }

  /**
   * Queues the output for playout and resolves when there is room for the next one, which paces the loop. Outside a
   * session nothing is emitted, and the call takes the time of one frame. Rejects with `bad_frame` or `bad_audio` for
   * output that does not fit the declared tracks, and with `shutting_down`.
   */
  protected emit(output: OutputOf<O>, options?: EmitOptions): Promise<void> {
    return boundTo(this).output.emit(output, options);
  }
}
