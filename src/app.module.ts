import { type DynamicModule, Module } from '@nestjs/common';
import { ReactorModule } from '@nestjs-reactor/core';
import type { AppConfig } from './app.config.js';
import { pickModels } from './models/catalogue.js';

/** The default app: the selected models, everything else from the environment. */
@Module({})
export class AppModule {
  static with(config: AppConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [ReactorModule.forRoot({ ...config.reactor, models: pickModels(config.models) })],
    };
  }
}
