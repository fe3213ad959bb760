import { type ConfigurableModuleAsyncOptions, ConfigurableModuleBuilder, type Provider } from '@nestjs/common';
import type { CloudOptions } from './cloud/index.js';
import type { ClusterOptions } from './cluster/index.js';
import { ReactorError } from './errors/index.js';
import type { InferenceOptions } from './inference/index.js';
import { PARTS } from './reactor.parts.js';
import type { ObservabilityOptions } from './observability/index.js';
import type { ModelEntry } from './program/index.js';
import type { RecordingOptions } from './recording/index.js';
import type { RestreamOptions } from './restream/index.js';
import type { SessionOptions } from './session/index.js';
import type { SignalingOptions } from './signaling/index.js';
import type { MediaOptions, WebRtcOptions } from './transport/index.js';
import type { UploadOptions } from './uploads/index.js';
import type { WaitingOptions } from './waiting/index.js';

/** What `ReactorModule.forRoot` takes. Every group has its own defaults; only `models` is required. */
export interface ReactorModuleOptions {
  /** Classes decorated with `@ReactorModel`, and programs. The first is the default: it is served at the root of the API. */
  models?: readonly ModelEntry[];
  /** Name of the default model, where it is not the first. */
  defaultModel?: string;
  /** Sessions: time-outs, limits, ICE servers. */
  session?: Partial<SessionOptions>;
  /** Media: the engine, the ladder of sizes and bitrates. */
  media?: Partial<MediaOptions>;
  /** WebRTC: bitrates, codecs, ports. */
  webrtc?: Partial<WebRtcOptions>;
  /** The worker: execution providers, limits. */
  inference?: Partial<InferenceOptions>;
  /** HTTP and WebSocket: allowed origins, body limits, the playground page. */
  signaling?: Partial<SignalingOptions>;
  /** Events and metrics: their content, and the number of subscribers. */
  observability?: Partial<ObservabilityOptions>;
  /** Clients' files: directory, size, number. */
  uploads?: Partial<UploadOptions>;
  /** The waiting room: places, turns, how long each lasts. */
  waiting?: Partial<WaitingOptions>;
  /** Files from which sessions can be run again: directory, limits. */
  recording?: Partial<RecordingOptions>;
  /** Sending sessions on to an SFU by WHIP: where, with what token, which tracks. */
  restream?: Partial<RestreamOptions>;
  /** The cloud API: tokens from API keys, sessions by id, usage. Absent: the server has none, and asks nobody for a token. */
  cloud?: Partial<CloudOptions>;
  /** Several machines as one server: NATS, the name of this one, leases. */
  cluster?: Partial<ClusterOptions>;
}

/** What the class given to `forRootAsync` as `useClass` or `useExisting` implements. */
export interface ReactorOptionsFactory {
  createReactorOptions(): ReactorModuleOptions | Promise<ReactorModuleOptions>;
}

/**
 * What `ReactorModule.forRootAsync` takes: one of `useFactory` (with `inject`, where `{ token, optional: true }` may be
 * absent), `useClass` and `useExisting`. `imports` are the modules that export what is injected.
 */
export interface ReactorModuleAsyncOptions extends ConfigurableModuleAsyncOptions<
  ReactorModuleOptions,
  'createReactorOptions'
> {
  /** Providers of the reactor's own module, for the factory to inject what no imported module exports. */
  extraProviders?: Provider[];
}

/** Injection token of the options as the application gave them, not yet checked. */
const GIVEN_OPTIONS = Symbol('GIVEN_OPTIONS');

/** Injection token of the options without defaults. */
export const REACTOR_OPTIONS = Symbol('REACTOR_OPTIONS');

export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<ReactorModuleOptions>({
  optionsInjectionToken: GIVEN_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createReactorOptions')
  .build();

/** Rejects the start with `bad_configuration` where the factory returned no options. */
export const givenOptions: Provider = {
  provide: REACTOR_OPTIONS,
  inject: [{ token: GIVEN_OPTIONS, optional: true }],
  useFactory: (options: unknown) => {
    if (typeof options === 'object' && options !== null) return withoutParts(options);
    throw new ReactorError(
      'bad_configuration',
      `ReactorModule was given ${String(options)} for its options; give forRoot, or return from the factory of forRootAsync, { models: [MyModel] }`,
    );
  },
};

/** Nest needs the providers before the factory runs. */
function withoutParts(options: object): object {
  const part = PARTS.find((name) => name in options);
  if (part === undefined) return options;
  throw new ReactorError(
    'bad_configuration',
    `the factory of ReactorModule.forRootAsync returned ${part}, which is too late; give it beside useFactory`,
  );
}

/** Throws `bad_configuration` unless the options come from exactly one place. */
export function checkAsyncOptions(options: ReactorModuleAsyncOptions): void {
  const sources = ['useFactory', 'useClass', 'useExisting'] as const;
  const given = sources.filter((source) => (options as Partial<ReactorModuleAsyncOptions> | undefined)?.[source]);
  if (given.length === 1) return;
  throw new ReactorError(
    'bad_configuration',
    `ReactorModule.forRootAsync was given ${given.length === 0 ? 'none' : given.join(' and ')} of ${sources.join(', ')}; give exactly one`,
  );
}
