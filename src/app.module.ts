import { type DynamicModule, Module } from '@nestjs/common';
import { ReactorModule } from '@nestjs-reactor/core';
import type { AppConfig } from './app.config.js';
import { Dreamfield } from './models/dreamfield/dreamfield.model.js';

/** The default app: one model, everything else as the environment says. */
@Module({})
export class AppModule {
  static with(config: AppConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [ReactorModule.forRoot({ ...config.reactor, models: [Dreamfield], defaultModel: config.model })],
    };
  }
}
