export {
  DEFAULT_INFERENCE_OPTIONS,
  INFERENCE_OPTIONS,
  type InferenceOptions,
  mergeInferenceOptions,
} from './inference.options.js';
export { InlineModelHost } from './inline-model-host.js';
export { InlineModelHostFactory, WorkerModelHostFactory } from './model-host.factory.js';
export { OnnxRuntime } from './onnx-runtime.js';
export { WorkerModelHost } from './worker-model-host.js';
