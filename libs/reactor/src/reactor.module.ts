import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { INFERENCE_OPTIONS, mergeInferenceOptions, WorkerModelHostFactory } from './inference/index.js';
import { ModelExplorer } from './model-explorer.js';
import { ModelRegistration } from './model-registration.js';
import { REACTOR_OPTIONS, type ReactorModuleAsyncOptions, type ReactorModuleOptions } from './reactor.options.js';
import { ReactorService } from './reactor.service.js';
import { DEFAULT_SESSION_OPTIONS, MediaEngine, ModelHostFactory, SESSION_OPTIONS, SessionService } from './session/index.js';
import { mergeSignalingOptions, SIGNALING_OPTIONS, signalingControllers, signalingProviders } from './signaling/index.js';
import { mergeWebRtcOptions, WEBRTC_OPTIONS, WrtcEngine } from './transport/index.js';

/** Serves models as live video streams: import it with `forRoot` and decorate the models. */
@Module({})
export class ReactorModule {
  /** The application's one reactor: signalling, sessions, the page, and the models given. */
  static forRoot(options: ReactorModuleOptions): DynamicModule {
    return assemble([], { provide: REACTOR_OPTIONS, useValue: options });
  }

  /** The same with options that are only known when the application starts. */
  static forRootAsync(options: ReactorModuleAsyncOptions): DynamicModule {
    return assemble(options.imports ?? [], {
      provide: REACTOR_OPTIONS,
      inject: options.inject ?? [],
      useFactory: options.useFactory,
    });
  }

  /** Registers models from a feature module; the root module serves them beside its own. */
  static forFeature(models: readonly Type<unknown>[]): DynamicModule {
    return {
      module: ReactorModule,
      providers: models.map((model) => ({ provide: Symbol(model.name), useValue: new ModelRegistration(model) })),
    };
  }
}

/** Each group of options, merged with its defaults once and injected under a token of its own. */
const OPTION_GROUPS: readonly Provider[] = [
  {
    provide: SESSION_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) => ({ ...DEFAULT_SESSION_OPTIONS, ...options.session }),
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
    provide: SIGNALING_OPTIONS,
    inject: [REACTOR_OPTIONS],
    useFactory: (options: ReactorModuleOptions) => mergeSignalingOptions(options.signaling),
  },
];

function assemble(imports: NonNullable<DynamicModule['imports']>, options: Provider): DynamicModule {
  return {
    module: ReactorModule,
    global: true,
    imports: [DiscoveryModule, ...imports],
    controllers: [...signalingControllers],
    providers: [
      options,
      ...OPTION_GROUPS,
      ModelExplorer,
      SessionService,
      ReactorService,
      { provide: ModelHostFactory, useClass: WorkerModelHostFactory },
      { provide: MediaEngine, useClass: WrtcEngine },
      ...signalingProviders,
    ],
    exports: [SessionService, ReactorService],
  };
}
