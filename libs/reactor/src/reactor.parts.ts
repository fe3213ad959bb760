import type { ClassProvider, ExistingProvider, FactoryProvider, Provider, Type, ValueProvider } from '@nestjs/common';
import { ApiKeyStore, FileKeyStore } from './cloud/index.js';
import { ReactorError } from './errors/index.js';
import { WorkerModelHostFactory } from './inference/index.js';
import {
  FileStore,
  MediaEngine,
  MediaEngines,
  ModelHostFactory,
  SESSION_OPTIONS,
  type SessionOptions,
} from './session/index.js';
import {
  chooseEngine,
  MEDIA_OPTIONS,
  type MediaOptions,
  WEBRTC_OPTIONS,
  type WebRtcOptions,
} from './transport/index.js';
import { UploadStore } from './uploads/index.js';

/** How an application brings a part: its class, or one of Nest's custom providers without `provide`. */
export type PartProvider<T> =
  | Type<T>
  | Omit<ClassProvider<T>, 'provide'>
  | Omit<ValueProvider<T>, 'provide'>
  | Omit<FactoryProvider<T>, 'provide'>
  | Omit<ExistingProvider<T>, 'provide'>;

/**
 * Parts of the runtime that an application may replace, beside the options of `forRoot` and `forRootAsync`. Each is
 * created in the reactor's module: it may inject what `imports` export, and Nest's lifecycle hooks run on it.
 */
export interface ReactorParts {
  /**
   * Media engines, each with a name of its own. Clients' peers are created in the first.
   * @defaultValue the one that `media.engine` says
   */
  engines?: readonly PartProvider<MediaEngine>[] | undefined;
  /**
   * Creates the host that runs a model.
   * @defaultValue as `inference.isolation` says
   */
  modelHostFactory?: PartProvider<ModelHostFactory> | undefined;
  /**
   * Stores clients' files. The options `uploads` are those of the default one.
   * @defaultValue files in `uploads.directory`
   */
  fileStore?: PartProvider<FileStore> | undefined;
  /**
   * Has the API keys of `cloud`.
   * @defaultValue a file in `cloud.directory`
   */
  apiKeyStore?: PartProvider<ApiKeyStore> | undefined;
}

/** Names of the parts among the options. */
export const PARTS = [
  'engines',
  'modelHostFactory',
  'fileStore',
  'apiKeyStore',
] as const satisfies readonly (keyof ReactorParts)[];

/** Separates the parts from the other options. Whatever is no object is left to the check of the options. */
export function partsOf<O extends object>(options: O & ReactorParts): { parts: ReactorParts; others: O } {
  if (typeof options !== 'object' || options === null) return { parts: {}, others: options };
  const { engines, modelHostFactory, fileStore, apiKeyStore, ...others } = options;
  return { parts: { engines, modelHostFactory, fileStore, apiKeyStore }, others: others as unknown as O };
}

const CHOSEN_ENGINE: PartProvider<MediaEngine> = {
  inject: [MEDIA_OPTIONS, WEBRTC_OPTIONS, SESSION_OPTIONS],
  useFactory: (media: MediaOptions, webrtc: WebRtcOptions, session: SessionOptions) =>
    chooseEngine(media, webrtc, session),
};

/** The providers of all parts, the application's or the default ones. Throws `bad_configuration`. */
export function providersOf(parts: ReactorParts): Provider[] {
  const { engines = [CHOSEN_ENGINE], modelHostFactory = WorkerModelHostFactory, fileStore = UploadStore } = parts;
  const { apiKeyStore = FileKeyStore } = parts;
  // The first one's token is public, so that tests can replace it.
  const tokens = engines.map((_, at) => (at === 0 ? MediaEngine : Symbol(`MediaEngine ${at + 1}`)));
  return [
    ...engines.map((engine, at) => providerOf(tokens[at]!, engine, `engines[${at}]`)),
    {
      provide: MediaEngines,
      inject: tokens,
      useFactory: (...opened: MediaEngine[]) => new MediaEngines(opened),
    },
    providerOf(ModelHostFactory, modelHostFactory, 'modelHostFactory'),
    providerOf(FileStore, fileStore, 'fileStore'),
    providerOf(ApiKeyStore, apiKeyStore, 'apiKeyStore'),
  ];
}

const FORMS = ['useClass', 'useValue', 'useFactory', 'useExisting'] as const;

function providerOf<T>(
  provide: symbol | (abstract new (...args: never[]) => T),
  part: PartProvider<T>,
  option: string,
): Provider {
  if (typeof part === 'function') return { provide, useClass: part };
  if (typeof part === 'object' && part !== null && FORMS.some((form) => form in part)) {
    return { ...part, provide } as Provider;
  }
  throw new ReactorError(
    'bad_configuration',
    `${option} is neither a class nor a provider; give a class, or an object with ${FORMS.join(', ')}`,
  );
}
