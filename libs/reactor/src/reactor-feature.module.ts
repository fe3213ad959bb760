import { type DynamicModule, Module } from '@nestjs/common';
import { ModelRegistration } from './model-registration.js';
import type { ModelEntry } from './program/index.js';

/** The models that one feature module registers; the root module finds and serves them. */
@Module({})
export class ReactorFeatureModule {
  static with(models: readonly ModelEntry[]): DynamicModule {
    return {
      module: ReactorFeatureModule,
      providers: models.map((model) => ({ provide: Symbol('model'), useValue: new ModelRegistration(model) })),
    };
  }
}
