import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ReactorModule } from '@nestjs-reactor/core';
import { Spotlight } from './spotlight.model.js';

@Module({ imports: [ReactorModule.forRoot({ models: [Spotlight] })] })
class AppModule {}

const app = await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000, process.env['HOST'] ?? '0.0.0.0');
console.log(`Open ${await app.getUrl()}`);
