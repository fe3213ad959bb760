import { type DynamicModule, Module } from '@nestjs/common';
import { ReactorError } from './errors/index.js';
import { modelOfThisWorker } from './inference/guest/model-worker.js';
import { secondApplication } from './inference/guest/second-application.js';

// Stand-ins, in a model's worker, for what belongs to the server. A file of a model may name them: as the module that it adds
// itself to, as tokens and types of what it injects elsewhere. Whoever injects one finds nothing provided.

/** The whole server: an application that has it is started by the model's file. */
@Module({})
export class ReactorModule {
  /** Throws `bad_configuration`. */
  constructor() {
    throw secondApplication(modelOfThisWorker() ?? 'unknown');
  }

  static forRoot(): DynamicModule {
    return { module: ReactorModule };
  }

  static forRootAsync(): DynamicModule {
    return { module: ReactorModule };
  }

  static forFeature(): DynamicModule {
    return { module: ReactorFeatureModule };
  }
}

@Module({})
export class ReactorFeatureModule {
  static with(): DynamicModule {
    return { module: ReactorFeatureModule };
  }
}

export class ApiKeyStore {}
export class FanoutEngine {}
export class KeyRing {}
export class LocalModel {}
export class ModelReloader {}
export class ReactorHealthIndicator {}
export class ReactorService {}
export class ReactorTokenGuard {}
export class RestreamService {}
export class SessionPlacement {}
export class SessionService {}
export class WaitingRoom {}
export class WrtcEngine {}

/** Throws `bad_configuration`: the routes are the server's. */
export function describeHttp(): never {
  throw new ReactorError(
    'bad_configuration',
    'describeHttp describes the server, and was called in the worker of a model; call it in the application',
  );
}

/** Throws `bad_configuration`: the socket is the server's. */
export function describeSocket(): never {
  throw new ReactorError(
    'bad_configuration',
    'describeSocket describes the server, and was called in the worker of a model; call it in the application',
  );
}

/** Throws `bad_configuration`: models are loaded by the server. */
export function loadManifest(): never {
  throw new ReactorError(
    'bad_configuration',
    'loadManifest starts a model, and was called in the worker of one; call it in the application',
  );
}

/** A file of a model may have a controller, which nothing serves in its worker. */
export function RequireRole(): () => void {
  return () => {};
}

/** There are no requests. */
export function principalOfRequest(): undefined {
  return undefined;
}
