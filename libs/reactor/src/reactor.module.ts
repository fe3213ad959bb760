import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule, ModulesContainer, RouterModule } from '@nestjs/core';
import { INFERENCE_OPTIONS, mergeInferenceOptions } from './inference/index.js';
import { LauncherLink } from './launcher-link.js';
import { ModelExplorer } from './model-explorer.js';
import { ModelReloader } from './model-reloader.js';
import {
  mergeObservabilityOptions,
  OBSERVABILITY_OPTIONS,
  observabilityControllers,
  observabilityProviders,
  ReactorHealthIndicator,
} from './observability/index.js';
import type { ModelEntry } from './program/index.js';
import { ReactorFeatureModule } from './reactor-feature.module.js';
import {
  checkAsyncOptions,
  ConfigurableModuleClass,
  givenOptions,
  REACTOR_OPTIONS,
  type ReactorModuleAsyncOptions,
  type ReactorModuleOptions,
} from './reactor.options.js';
import { partsOf, providersOf, type ReactorParts } from './reactor.parts.js';
import { ReactorShutdownModule } from './reactor-shutdown.module.js';
import { ReactorService } from './reactor.service.js';
import { LocalPlacement, SessionPlacement, SessionStarts } from './placement/index.js';
import { mergeWaitingOptions, WAITING_OPTIONS, WaitingRoom, waitingProviders } from './waiting/index.js';
import { mergeRecordingOptions, RECORDING_OPTIONS, SessionRecordings } from './recording/index.js';
import { mergeRestreamOptions, RESTREAM_OPTIONS, restreamControllers, RestreamService } from './restream/index.js';
import { mergeSessionOptions, RefusalCounter, SESSION_OPTIONS } from './session/index.js';
import { SessionService } from './local-api/index.js';
import {
  mergeSignalingOptions,
  withReactorRoutePolicy,
  SIGNALING_OPTIONS,
  signalingControllers,
  type SignalingOptions,
  signalingProviders,
  SURFACE_CONTROLLERS,
} from './signaling/index.js';
import { MEDIA_OPTIONS, mergeMediaOptions, mergeWebRtcOptions, WEBRTC_OPTIONS } from './transport/index.js';
import { mergeUploadOptions, UPLOAD_OPTIONS, UploadsController } from './uploads/index.js';

/** Serves models as live video streams: import it with `forRoot` and decorate the models. */
@Module({})
export class ReactorModule extends ConfigurableModuleClass {
  /** The application's only reactor: signalling, sessions, the page, and the given models. */
  static override forRoot(options: ReactorModuleOptions & ReactorParts): DynamicModule {
    const { parts, others } = partsOf(options);
    return assemble(super.forRoot(others), parts);
  }

  /**
   * The same with options that are only known when the application starts, the models among them; parts are given beside
   * the factory. Throws
   * `bad_configuration` unless exactly one of `useFactory`, `useClass` and `useExisting` is given.
   */
  static override forRootAsync(options: ReactorModuleAsyncOptions & ReactorParts): DynamicModule {
    checkAsyncOptions(options);
    const { parts, others } = partsOf(options);
    return assemble(super.forRootAsync(others), parts, options.extraProviders);
  }

  /** Registers models from a feature module; the root module serves them together with its own. */
  static forFeature(models: readonly ModelEntry[]): DynamicModule {
    return ReactorFeatureModule.with(models);
  }
}

/** Each group of options, merged with its defaults once and injected under a token of its own. */
const OPTION_GROUPS: readonly Provider[] = [
  {
    provide: SESSION_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) =>
      mergeSessionOptions({ controllers: options.waiting?.enabled === true ? 1 : undefined, ...options.session }),
  },
  {
    provide: INFERENCE_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) => mergeInferenceOptions(options.inference),
  },
  {
    provide: WEBRTC_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) => mergeWebRtcOptions(options.webrtc),
  },
  {
    provide: MEDIA_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) => mergeMediaOptions(options.media),
  },
  {
    provide: SIGNALING_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) => mergeSignalingOptions(options.signaling),
  },
  {
    provide: OBSERVABILITY_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) => mergeObservabilityOptions(options.observability),
  },
  {
    provide: UPLOAD_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) => mergeUploadOptions(options.uploads),
  },
  {
    provide: WAITING_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) => mergeWaitingOptions(options.waiting),
  },
  {
    provide: RECORDING_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) => mergeRecordingOptions(options.recording),
  },
  {
    provide: RESTREAM_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) => mergeRestreamOptions(options.restream),
  },
];

/** Replaces `RouterModule.register`, which needs the path before the options are available. */
const MOUNT: Provider = {
  provide: Symbol('MOUNT'),
  inject: [ModulesContainer, SIGNALING_OPTIONS],
  useFactory: (modules: ModulesContainer, { path }: SignalingOptions) =>
    new RouterModule(modules, [{ path, module: ReactorModule }]),
};

const CONTROLLERS = [
  ...signalingControllers,
  ...observabilityControllers,
  ...restreamControllers,
  UploadsController,
].map(withReactorRoutePolicy);

/** @param configured the module with where its options come from */
function assemble(
  configured: DynamicModule,
  parts: ReactorParts,
  extraProviders: readonly Provider[] = [],
): DynamicModule {
  const { imports = [], providers = [] } = configured;
  return {
    ...configured,
    global: true,
    imports: [DiscoveryModule, ReactorShutdownModule, ...imports],
    controllers: CONTROLLERS,
    providers: [
      ...extraProviders,
      ...providers,
      givenOptions,
      ...OPTION_GROUPS,
      MOUNT,
      { provide: SURFACE_CONTROLLERS, useValue: CONTROLLERS },
      ModelExplorer,
      RefusalCounter,
      SessionService,
      LocalPlacement,
      ...waitingProviders,
      SessionStarts,
      SessionRecordings,
      RestreamService,
      ReactorService,
      ModelReloader,
      LauncherLink,
      ...providersOf(parts),
      ...signalingProviders,
      ...observabilityProviders,
    ],
    exports: [
      SessionService,
      SessionPlacement,
      WaitingRoom,
      ReactorService,
      ModelReloader,
      ReactorHealthIndicator,
      RestreamService,
    ],
  };
}
