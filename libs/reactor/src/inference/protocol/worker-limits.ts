import type { HostOptions } from '../host/inference.options.js';

/** The part of the module's options that bounds a model on its own side, as it reaches the worker. */
export interface WorkerLimits {
  /** Bundles that may be queued for the viewers of a model that declares no number. */
  readonly bufferSize: number;
  /** Pictures or blocks that one input buffers. */
  readonly maxInputFrames: number;
  /** Bytes that they may take together. */
  readonly maxInputBytes: number;
  /** Whole milliseconds that the author's rules of one command may take. */
  readonly ruleTimeoutMs: number;
  /** The model's random numbers start from it, when it loads and in each session; absent: from anything. */
  readonly seed?: number;
  /**
   * Each credit is one turn, whether or not it emits; a session begins without credit, and nothing is made ahead. The
   * worker reports the end of each turn, and what a turn waits for.
   */
  readonly stepped?: true;
}

export function workerLimitsOf(options: HostOptions): WorkerLimits {
  const { bufferSize, maxInputFrames, maxInputBytes, ruleTimeoutMs, seed, stepped } = options;
  return {
    bufferSize,
    maxInputFrames,
    maxInputBytes,
    ruleTimeoutMs,
    ...(seed === undefined ? {} : { seed }),
    ...(stepped ? { stepped } : {}),
  };
}
