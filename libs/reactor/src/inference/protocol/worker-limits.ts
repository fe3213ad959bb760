import type { InferenceOptions } from '../host/inference.options.js';

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
}

export function workerLimitsOf(options: InferenceOptions): WorkerLimits {
  const { bufferSize, maxInputFrames, maxInputBytes, ruleTimeoutMs } = options;
  return { bufferSize, maxInputFrames, maxInputBytes, ruleTimeoutMs };
}
