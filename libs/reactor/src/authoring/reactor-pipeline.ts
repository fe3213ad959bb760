import type { Idle } from './idle.js';
import type { InputState } from './input-state.js';
import type { NoOutput } from './model-decorator.js';
import type { OutputOf } from './model-output.js';
import { ReactorCore } from './reactor-core.js';

/** What a turn may yield: its output, or no output. */
export type Turn<O extends object = NoOutput> = OutputOf<O> | Idle | undefined;

/**
 * A model written as a generator: each `yield` is one turn.
 *
 * A turn starts when there is room for its output, so `yield` waits while the frame cannot be queued. Commands and
 * hooks run between turns, never during one. A generator that returns is started again; one that throws ends the
 * session, and the next session starts it again. It runs while a session has a client.
 */
export abstract class ReactorPipeline<
  S extends object = InputState,
  O extends object = NoOutput,
  I extends object = object,
> extends ReactorCore<S, I, O> {
  abstract inference(): Generator<Turn<O>, void, void> | AsyncGenerator<Turn<O>, void, void>;
}
