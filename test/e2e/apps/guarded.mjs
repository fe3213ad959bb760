// An application with a prefix of its own, whose reactor asks for a ticket in the path.
import 'reflect-metadata';
import { isMainThread } from 'node:worker_threads';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ReactorModel, ReactorModule, ReactorPipeline, ReactorService, Video, VideoFrame } from '@nestjs-reactor/core';

class Output {}
Video()(Output.prototype, 'mainVideo');

export class Grey extends ReactorPipeline {
  *inference() {
    const pixels = new Uint8Array(160 * 120 * 3).fill(128);
    while (true) yield { mainVideo: VideoFrame.rgb(160, 120, pixels) };
  }
}
ReactorModel({ name: 'grey', output: Output, fps: 20, file: import.meta.url })(Grey);

if (isMainThread) {
  class AppModule {}
  Module({
    imports: [
      ReactorModule.forRoot({
        models: [Grey],
        signaling: {
          path: '/stream/:ticket',
          authorize: ({ params }) => params.ticket === 'sesame',
        },
      }),
    ],
  })(AppModule);

  const app = await NestFactory.create(AppModule);
  app.setGlobalPrefix('api');
  app.enableShutdownHooks();
  await app.listen(Number(process.env.PORT), process.env.HOST);
  await app.get(ReactorService).whenLoaded();
  console.log(`Open ${await app.getUrl()}`);
}
