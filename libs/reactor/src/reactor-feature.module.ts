import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ModelRegistration } from './model-registration.js';

/** The models that one feature module registers; the root module finds and serves them. */
@Module({})
export class ReactorFeatureModule {
  static with(models: readonly Type<unknown>[]): DynamicModule {
    return {
      module: ReactorFeatureModule,
      providers: models.map((model) => ({ provide: Symbol('model'), useValue: new ModelRegistration(model) })),
    };
  }
}
