import type { AudioSamples, VideoFrame } from '../media/index.js';

/** A value of an output track: one frame or block of sound, or several that were made in one turn. */
type TrackValue<T> = T extends VideoFrame | AudioSamples ? T | readonly T[] : T;

/** What one turn may yield or emit for an output class: a value for each of its tracks. */
export type OutputOf<O extends object> = { [K in keyof O]: TrackValue<O[K]> };

/** Controls the playout of a model's output. */
export interface ModelOutput {
  /**
   * Frames a second. Setting it also applies to queued frames, and fixes the rate until it is set again: it is no
   * longer measured. Throws a RangeError unless above 0.
   */
  fps: number;
  /** Outputs emitted with `drop` that were dropped because the queue was full, since the worker started. */
  readonly dropped: number;
  /** Drops output that was emitted and is not shown yet; viewers keep their last picture and receive silence. */
  flush(): void;
}

/** Of one output that a model with a loop emits. */
export interface EmitOptions {
  /** Time it took to make the output; its frames are played at the rate that follows, 1 to 60 a second. */
  readonly computeTimeMs?: number;
  /** Drop the output instead of waiting when there is no room; counted in `output.dropped`. */
  readonly drop?: boolean;
}
