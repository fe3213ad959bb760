import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ReactorModule } from '@nestjs-reactor/core';
import { Clock } from './clock.model';

@Module({ imports: [ReactorModule.forRoot({ models: [Clock] })] })
class AppModule {}

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(AppModule);
  app.enableShutdownHooks();
  await app.listen(process.env.PORT ?? 3000, process.env.HOST ?? '0.0.0.0');
  console.log(`Open ${await app.getUrl()}`);
}

void bootstrap();
