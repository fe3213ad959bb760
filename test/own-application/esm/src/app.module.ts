import { Module } from '@nestjs/common';
import { ReactorModule } from '@nestjs-reactor/core';
import { Clock } from './clock.model.js';

@Module({ imports: [ReactorModule.forRoot({ models: [Clock] })] })
export class AppModule {}
