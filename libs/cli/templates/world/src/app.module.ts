import { Module } from '@nestjs/common';
import { ReactorModule } from '@nestjs-reactor/core';
import { machineOptions } from './settings.js';
import { World } from './world/world.model.js';

@Module({ imports: [ReactorModule.forRoot({ ...machineOptions, models: [World] })] })
export class AppModule {}
