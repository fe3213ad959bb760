import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule, ModulesContainer, RouterModule } from '@nestjs/core';
import {
  ApiKeyStore,
  CLOUD_OPTIONS,
  cloudControllers,
  CloudCredentials,
  cloudProviders,
  type CloudSettings,
  cloudSettings,
  Tokens,
} from './cloud/index.js';
import { CLUSTER_OPTIONS, ClusterNode, clusterProviders, mergeClusterOptions } from './cluster/index.js';
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
import { ROUTE_OPTIONS } from './routes/index.js';
import { mergeSessionOptions, RefusalCounter, RequestCredentials, SESSION_OPTIONS } from './session/index.js';
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
  {
    provide: CLOUD_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) => cloudSettings(options.cloud),
  },
  {
    provide: CLUSTER_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) => mergeClusterOptions(options.cluster),
  },
];

/** Replaces `RouterModule.register`, which needs the path before the options are available. */
const MOUNT: Provider = {
  provide: Symbol('MOUNT'),
  inject: [ModulesContainer, SIGNALING_OPTIONS],
  useFactory: (modules: ModulesContainer, { path }: SignalingOptions) =>
    new RouterModule(modules, [{ path, module: ReactorModule }]),
};

/**
 * The options with routes of their own that are given. Controllers of the others are taken out of the module, before the router
 * reads them: their paths are the application's then.
 */
const GIVEN_ROUTES: Provider = {
  provide: ROUTE_OPTIONS,
  inject: [ModulesContainer, CLOUD_OPTIONS],
  useFactory: (modules: ModulesContainer, cloud: CloudSettings) => {
    const own = [...modules.values()].find(({ metatype }) => metatype === ReactorModule);
    if (!cloud.enabled) for (const controller of cloudControllers) own?.controllers.delete(controller);
    return new Set(cloud.enabled ? ['cloud'] : []);
  },
};

/** Who has a token or an API key, where there is a cloud API. */
const CREDENTIALS: Provider = {
  provide: RequestCredentials,
  inject: [ApiKeyStore, { token: Tokens, optional: true }, CLOUD_OPTIONS, SIGNALING_OPTIONS],
  useFactory: (
    keys: ApiKeyStore,
    tokens: Tokens | undefined,
    cloud: CloudSettings,
    { authorize }: SignalingOptions,
  ): RequestCredentials | undefined =>
    tokens === undefined ? undefined : new CloudCredentials(keys, tokens, cloud, authorize !== undefined),
};

const CONTROLLERS = [
  ...signalingControllers,
  ...observabilityControllers,
  ...restreamControllers,
  UploadsController,
  ...cloudControllers,
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
      GIVEN_ROUTES,
      CREDENTIALS,
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
      ...cloudProviders,
      ...clusterProviders,
    ],
    exports: [
      RequestCredentials,
      SessionService,
      SessionPlacement,
      WaitingRoom,
      ReactorService,
      ClusterNode,
      ModelReloader,
      ReactorHealthIndicator,
      RestreamService,
    ],
  };
}
