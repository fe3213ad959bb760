export {
  Audio,
  type AudioTrackOptions,
  Client,
  Command,
  CommandError,
  type CommandOptions,
  type EmitOptions,
  type FieldKind,
  type GamepadAxis,
  type GamepadHint,
  Idle,
  InputClosed,
  InputField,
  type InputFieldOptions,
  type InputsOf,
  InputState,
  type InputTrack,
  type Isolation,
  type KeysHint,
  MessageField,
  type MessageFieldKind,
  type MessageFieldOptions,
  type ModelDecorator,
  ModelMessage,
  type ModelOutput,
  type NoOutput,
  OnConnected,
  OnDisconnected,
  OnFileUploaded,
  OnSessionEnded,
  OnSessionStarted,
  type OutputOf,
  type PlayHint,
  type PointerHint,
  type Presence,
  ReactorModel,
  type ReactorModelOptions,
  ReactorPipeline,
  type ReadMode,
  type ReadOptions,
  ReadTimeout,
  type Turn,
  type UiHints,
  UploadedFile,
  Video,
  type VideoTrackOptions,
} from './authoring/index.js';
export {
  type CommandManifest,
  type InputManifest,
  manifestOf,
  type MessageManifest,
  type ModelContract,
  type ModelManifest,
  type ObjectSchema,
  readModelContract,
  renderSchema,
  type Track,
  type ValueSchema,
} from './contract/index.js';
export { type FieldProblem, ReactorError, type ReactorErrorCode } from './errors/index.js';
export { DEFAULT_INFERENCE_OPTIONS, type InferenceOptions, isModelWorker, OnnxRuntime } from './inference/index.js';
export {
  ignoreLostReader,
  type LogFields,
  LogLine,
  ReactorLogger,
  type ReactorLoggerOptions,
} from './logging/index.js';
export {
  AudioSamples,
  type PixelFormat,
  type Tensor,
  type TensorLayout,
  type ValueRange,
  VideoFrame,
} from './media/index.js';
export {
  DEFAULT_OBSERVABILITY_OPTIONS,
  type ObservabilityOptions,
  ReactorHealthIndicator,
} from './observability/index.js';
export { ReactorFeatureModule } from './reactor-feature.module.js';
export { ModelReloader } from './model-reloader.js';
export { ReactorModule } from './reactor.module.js';
export type { ReactorModuleAsyncOptions, ReactorModuleOptions, ReactorOptionsFactory } from './reactor.options.js';
export { ReactorService } from './reactor.service.js';
export { type ContractState, LocalModel, type ModelHealth, SessionService } from './local-api/index.js';
export {
  type AuthorizedAction,
  DEFAULT_SESSION_OPTIONS,
  type ModelSource,
  modelSourceOf,
  type Principal,
  type SessionOptions,
} from './session/index.js';
export {
  type AuthorizationRequest,
  type Authorize,
  type AuthorizedEdge,
  DEFAULT_SIGNALING_OPTIONS,
  describeHttp,
  isReactorContext,
  reactorRequestOf,
  type SignalingOptions,
  type StartStorage,
} from './signaling/index.js';
export { DEFAULT_WEBRTC_OPTIONS, type WebRtcOptions } from './transport/index.js';
export { DEFAULT_UPLOAD_OPTIONS, type UploadOptions } from './uploads/index.js';
export type { Role } from '@nestjs-reactor/protocol';
export { VERSION } from './version.js';
