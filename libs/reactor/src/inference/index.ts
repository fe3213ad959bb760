export {
  DEFAULT_INFERENCE_OPTIONS,
  INFERENCE_OPTIONS,
  type InferenceOptions,
  mergeInferenceOptions,
} from './host/inference.options.js';
export type { GraphOptimization } from './onnx/graph-optimization.js';
export { InlineModelHost } from './host/inline-model-host.js';
export { InlineModelHostFactory, WorkerModelHostFactory } from './host/model-host.factory.js';
export { modelSourceOf } from './host/model-source-of.js';
export type { ExecutionProvider, ProviderOptions } from './onnx/execution-provider.js';
export { gaussianLatent } from './onnx/gaussian-latent.js';
export type { OnnxInput, OnnxInputs, OnnxNumbers } from './onnx/onnx-feed.js';
export { type GeneratorNetwork, OnnxGenerator } from './onnx/onnx-generator.js';
export { OnnxRuntime } from './onnx/onnx-runtime.js';
export { CameraInput, PictureOutput } from './onnx/onnx-tracks.js';
export { type FilterNetwork, OnnxVideoFilter } from './onnx/onnx-video-filter.js';
export type { PictureInputOptions, PictureOutputOptions } from './onnx/picture-value.js';
export { ProcessModelHost } from './host/process-model-host.js';
export { ThreadModelHost } from './host/thread-model-host.js';
export { isModelWorker } from './guest/model-worker.js';
