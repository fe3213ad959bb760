import type { VideoFrame } from '../media/index.js';
import type { Idle } from './idle.js';
import { ReactorCore } from './reactor-core.js';

/** A value of an output track: one frame, or several that were made in one turn. */
type TrackValue<T> = T extends VideoFrame ? T | readonly T[] : T;

/** What one turn may yield for an output class: a value for each of its tracks. */
export type OutputOf<O extends object> = { [K in keyof O]: TrackValue<O[K]> };

/** What a turn may yield: its output, or nothing this time. */
export type Turn<O extends object> = OutputOf<O> | Idle | undefined;

/**
 * A model written as a generator: each `yield` is one turn.
 *
 * A turn starts when there is room for what it makes, so `yield` waits while nobody can take the frame. Commands and
 * hooks run between turns, never during one. A generator that ends starts over; one that throws ends the session, and
 * the next session starts it anew. It runs while a session has a client.
 */
export abstract class ReactorPipeline<S extends object = object, O extends object = object> extends ReactorCore<S> {
  abstract inference(): Generator<Turn<O>, void, void> | AsyncGenerator<Turn<O>, void, void>;
}
