// What `@nestjs-reactor/core` is in a model's worker, by the condition `reactor-worker` of the package: the same names as
// `index.ts`, with stand-ins for what belongs to the server. A worker that loads the server's controllers, metrics and media
// engines as well takes twice as long to start, and more memory.
export {
  Audio,
  Client,
  Command,
  CommandError,
  HeldKeys,
  Idle,
  InputClosed,
  InputField,
  InputState,
  MessageField,
  ModelMessage,
  OnConnected,
  OnDisconnected,
  OnFileUploaded,
  OnSessionEnded,
  OnSessionStarted,
  ReactorModel,
  ReactorPipeline,
  ReadTimeout,
  UploadedFile,
  Video,
} from './authoring/index.js';
export { manifestOf, readModelContract } from './contract/binding/index.js';
export { renderSchema } from './contract/index.js';
export { ReactorError } from './errors/index.js';
export { isModelWorker } from './inference/guest/model-worker.js';
export { DEFAULT_CLUSTER_OPTIONS } from './cluster/cluster.options.js';
export { DEFAULT_INFERENCE_OPTIONS } from './inference/host/inference.options.js';
export { modelSourceOf } from './inference/host/model-source-of.js';
export { gaussianLatent } from './inference/onnx/gaussian-latent.js';
export { OnnxGenerator } from './inference/onnx/onnx-generator.js';
export { OnnxRuntime } from './inference/onnx/onnx-runtime.js';
export { CameraInput, PictureOutput } from './inference/onnx/onnx-tracks.js';
export { OnnxVideoFilter } from './inference/onnx/onnx-video-filter.js';
export { ignoreLostReader, LogLine, ReactorLogger } from './logging/index.js';
export { AudioSamples, VideoFrame } from './media/index.js';
export { DEFAULT_OBSERVABILITY_OPTIONS } from './observability/observability.options.js';
export { modelsOf } from './program/models-of.js';
export { programModel } from './program/program-model.js';
export { pythonModel } from './program/python-model.js';
export { DEFAULT_CLOUD_OPTIONS } from './cloud/cloud.options.js';
export {
  ApiKeyStore,
  describeHttp,
  describeSocket,
  FanoutEngine,
  KeyRing,
  loadManifest,
  principalOfRequest,
  LocalModel,
  ModelReloader,
  ReactorFeatureModule,
  ReactorHealthIndicator,
  ReactorModule,
  ReactorService,
  ReactorTokenGuard,
  RequireRole,
  RestreamService,
  SessionPlacement,
  SessionService,
  WaitingRoom,
  WrtcEngine,
} from './server-only.js';
export { DEFAULT_RECORDING_OPTIONS } from './recording/recording.options.js';
export { DEFAULT_RESTREAM_OPTIONS } from './restream/restream.options.js';
export { DEFAULT_SESSION_OPTIONS } from './session/lifecycle/session.options.js';
export { FileStore, MediaEngine, ModelHostFactory } from './session/ports/index.js';
export { isReactorContext, reactorRequestOf } from './signaling/reactor-context.js';
export { DEFAULT_SIGNALING_OPTIONS } from './signaling/signaling.options.js';
export { DEFAULT_MEDIA_OPTIONS } from './transport/media.options.js';
export { DEFAULT_WEBRTC_OPTIONS } from './transport/webrtc/webrtc.options.js';
export { DEFAULT_UPLOAD_OPTIONS } from './uploads/upload.options.js';
export { VERSION } from './version.js';
