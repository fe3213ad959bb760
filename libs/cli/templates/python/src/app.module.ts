import { Module } from '@nestjs/common';
import { ReactorModule } from '@nestjs-reactor/core';
import { machineOptions } from './settings.js';
import { sky } from './sky/sky.model.js';

@Module({ imports: [ReactorModule.forRoot({ ...machineOptions, models: [sky] })] })
export class AppModule {}
