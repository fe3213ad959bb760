import type { ModelContract } from '../../contract/index.js';
import type { InferenceOptions } from '../host/inference.options.js';

/** The part of the module's options that bounds a model's media on its own side, as it reaches the worker. */
export interface WorkerLimits {
  /** Bundles that may be queued for the viewers. */
  readonly bufferSize: number;
  /** Pictures or blocks that one input buffers. */
  readonly maxInputFrames: number;
  /** Bytes that they may take together. */
  readonly maxInputBytes: number;
}

/** The model's declaration has precedence. */
export function workerLimitsOf(contract: ModelContract, options: InferenceOptions): WorkerLimits {
  const { bufferSize, maxInputFrames, maxInputBytes } = options;
  return { bufferSize: contract.bufferSize ?? bufferSize, maxInputFrames, maxInputBytes };
}
