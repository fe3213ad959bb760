import { availableParallelism } from 'node:os';
import type { InferenceOptions } from '../host/inference.options.js';
import type { ExecutionProvider } from './execution-provider.js';
import type { GraphOptimization } from './graph-optimization.js';

/** The part of the module's options that ONNX Runtime needs, as it reaches the worker. */
export interface OnnxOptions {
  readonly executionProviders: readonly ExecutionProvider[];
  /** Threads of one operator; 0 is all cores. */
  readonly threads: number;
  /** @defaultValue 'all' */
  readonly graphOptimization?: GraphOptimization;
  /** It may report its use to its maker. @defaultValue false */
  readonly telemetry?: boolean;
}

/** Half of the cores by default: the other half encodes what the model makes. */
export function onnxOptionsOf(options: InferenceOptions): OnnxOptions {
  return {
    executionProviders: [...options.executionProviders],
    threads: options.threads ?? Math.max(1, availableParallelism() >> 1),
    graphOptimization: options.graphOptimization,
    telemetry: options.onnxTelemetry,
  };
}
