import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ReactorModule } from '@nestjs-reactor/core';
import { Replay } from './replay.model.js';

const [, , engine, maxKbps] = process.argv;

@Module({
  imports: [
    ReactorModule.forRoot({
      models: [Replay],
      media: { engine: engine === 'wrtc' ? 'wrtc' : 'fanout' },
      webrtc: { maxKbps: Number(maxKbps) },
    }),
  ],
})
class ReplayModule {}

const app = await NestFactory.create<NestExpressApplication>(ReplayModule, {
  logger: ['error', 'warn'],
  bodyParser: false,
});
await app.listen(Number(process.env['PORT']), '127.0.0.1');
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
