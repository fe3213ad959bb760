import { Module } from '@nestjs/common';
import { ReactorModule } from '@nestjs-reactor/core';
import { machineOptions } from './settings.js';
import { Waves } from './waves/waves.model.js';

@Module({ imports: [ReactorModule.forRoot({ ...machineOptions, models: [Waves] })] })
export class AppModule {}
