import { Module } from '@nestjs/common';
import { ReactorModule } from '@nestjs-reactor/core';
import { Posterize } from './posterize/posterize.model.js';
import { machineOptions } from './settings.js';

@Module({ imports: [ReactorModule.forRoot({ ...machineOptions, models: [Posterize] })] })
export class AppModule {}
