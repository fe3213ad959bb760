import type { ModuleMetadata, Type } from '@nestjs/common';
import type { InferenceOptions } from './inference/index.js';
import type { ObservabilityOptions } from './observability/index.js';
import type { SessionOptions } from './session/index.js';
import type { SignalingOptions } from './signaling/index.js';
import type { WebRtcOptions } from './transport/index.js';
import type { UploadOptions } from './uploads/index.js';

/** What `ReactorModule.forRoot` takes. Every group has defaults of its own; only `models` must be given. */
export interface ReactorModuleOptions {
  /** Classes decorated with `@ReactorModel`. The first is the default: it is served at the root of the API. */
  models?: readonly Type<unknown>[];
  /** Name of the default model, where it is not the first. */
  defaultModel?: string;
  /** Sessions: time-outs, limits, ICE servers. */
  session?: Partial<SessionOptions>;
  /** WebRTC: bitrates, codecs, ports. */
  webrtc?: Partial<WebRtcOptions>;
  /** The worker: execution providers, limits. */
  inference?: Partial<InferenceOptions>;
  /** HTTP and WebSocket: allowed origins, body limits, the playground page. */
  signaling?: Partial<SignalingOptions>;
  /** Events and metrics: what they tell, and to how many. */
  observability?: Partial<ObservabilityOptions>;
  /** Clients' files: where they lie, how large, how many. */
  uploads?: Partial<UploadOptions>;
}

/** `forRootAsync`: the options come from a factory, with what it needs injected. */
export interface ReactorModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  inject?: (string | symbol | Type<unknown>)[];
  useFactory(...dependencies: never[]): ReactorModuleOptions | Promise<ReactorModuleOptions>;
}

/** Injection token of the options as given. */
export const REACTOR_OPTIONS = Symbol('REACTOR_OPTIONS');
