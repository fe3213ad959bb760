import 'reflect-metadata';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ReactorModule, ReactorService } from '@nestjs-reactor/core';
import { Latency } from './latency.model.js';

/** What the server's process measured about itself between `start` and `stop`. */
export interface ServerFigures {
  readonly cpuSecondsPerSecond: number;
  readonly loopDelayP50Ms: number;
  readonly loopDelayP99Ms: number;
  readonly rssMb: number;
}

@Module({ imports: [ReactorModule.forRoot({ models: [Latency] })] })
class BenchModule {}

const app = await NestFactory.create<NestExpressApplication>(BenchModule, {
  logger: ['error', 'warn'],
  bodyParser: false,
});
await app.listen(0, '127.0.0.1');
await app.get(ReactorService).whenLoaded();
const { port } = app.getHttpServer().address() as { port: number };

const delay = monitorEventLoopDelay({ resolution: 1 });
let cpu = process.cpuUsage();
let startedMs = performance.now();

process.on('message', (message) => {
  if (message === 'start') {
    delay.enable();
    delay.reset();
    cpu = process.cpuUsage();
    startedMs = performance.now();
  } else if (message === 'stop') {
    const used = process.cpuUsage(cpu);
    const figures: ServerFigures = {
      cpuSecondsPerSecond: (used.user + used.system) / 1000 / (performance.now() - startedMs),
      loopDelayP50Ms: delay.percentile(50) / 1e6,
      loopDelayP99Ms: delay.percentile(99) / 1e6,
      rssMb: process.memoryUsage.rss() / 2 ** 20,
    };
    process.send?.(figures);
  } else {
    void app.close().then(() => process.exit(0));
  }
});
process.send?.({ url: `http://127.0.0.1:${port}` });
