export {
  DEFAULT_INFERENCE_OPTIONS,
  INFERENCE_OPTIONS,
  type InferenceOptions,
  mergeInferenceOptions,
} from './inference.options.js';
export { InlineModelHost } from './inline-model-host.js';
export { type InputTrack, type ReadMode, type ReadOptions } from './input-track.js';
export { type EmitOptions, type LoopOutput } from './loop-output.js';
export { InlineModelHostFactory, WorkerModelHostFactory } from './model-host.factory.js';
export type { GuestBindings } from './model-guest.js';
export { OnnxRuntime } from './onnx-runtime.js';
export { WorkerModelHost } from './worker-model-host.js';
