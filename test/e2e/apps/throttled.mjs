// An application with a throttler of its own for all of its routes, whose storage counts session starts as well.
import 'reflect-metadata';
import { isMainThread } from 'node:worker_threads';
import { Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { ReactorModel, ReactorModule, Video } from '@nestjs-reactor/core';

class Output {}
Video()(Output.prototype, 'mainVideo');

export class Quiet extends ReactorModel {
  async run() {
    await new Promise((resolve) => this.signal.addEventListener('abort', resolve));
  }
}
ReactorModel({ name: 'quiet', output: Output, file: import.meta.url })(Quiet);

if (isMainThread) {
  const { ThrottlerGuard, ThrottlerModule, ThrottlerStorageService } = await import('@nestjs/throttler');
  const storage = new ThrottlerStorageService();

  class AppModule {}
  Module({
    imports: [
      ThrottlerModule.forRoot({ throttlers: [{ ttl: 60_000, limit: Number(process.env.REQUESTS) }], storage }),
      ReactorModule.forRoot({ models: [Quiet], signaling: { sessionStartsPerMinute: 2, startStorage: storage } }),
    ],
    providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
  })(AppModule);

  const app = await NestFactory.create(AppModule);
  app.enableShutdownHooks();
  await app.listen(Number(process.env.PORT), process.env.HOST);
  console.log(`Open ${await app.getUrl()}`);
}
