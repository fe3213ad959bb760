import type { AudioSamples, VideoFrame } from '../media/index.js';

/** A value of an output track: one frame or stretch of sound, or several that were made in one turn. */
type TrackValue<T> = T extends VideoFrame | AudioSamples ? T | readonly T[] : T;

/** What one turn may yield or emit for an output class: a value for each of its tracks. */
export type OutputOf<O extends object> = { [K in keyof O]: TrackValue<O[K]> };

/** How what a model makes is played. */
export interface ModelOutput {
  /**
   * Frames a second. Setting it also plays what waits already at the new rate, and holds until the next time: nothing is
   * measured from then on. Throws a RangeError unless above 0.
   */
  fps: number;
  /** Outputs given up for want of room since the worker started: those emitted with `drop`. */
  readonly dropped: number;
  /** Forgets what was emitted and is not shown yet; viewers keep their last picture and hear silence. */
  flush(): void;
}

export interface EmitOptions {
  /** Time it took to make the output; its frames are played at the rate that follows, 1 to 60 a second. */
  readonly computeTimeMs?: number;
  /** Give up on the output instead of waiting when there is no room; counted in `output.dropped`. */
  readonly drop?: boolean;
}
