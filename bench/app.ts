import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type Isolation, ReactorModule, ReactorService } from '@nestjs-reactor/core';
import { FastLatency, Latency } from './latency.model.js';

/** Of Linux, on every machine that matters here. */
const TICKS_PER_SECOND = 100;

/** What the server's process measured about itself and its worker processes between `start` and `stop`. */
export interface ServerFigures {
  readonly cpuSecondsPerSecond: number;
  readonly loopDelayP50Ms: number;
  readonly loopDelayP99Ms: number;
  readonly rssMb: number;
}

const isolation: Isolation = process.argv[2] === 'process' ? 'process' : 'thread';
const engine = process.argv[3] === 'wrtc' ? 'wrtc' : 'fanout';
const encoder = process.argv[3] === 'x264' ? 'x264' : 'wrtc';
const model = process.argv[4] === '60' ? FastLatency : Latency;

@Module({
  imports: [
    ReactorModule.forRoot({
      models: [model],
      inference: { isolation },
      media: { engine, encoder },
      session: { maxConnections: 512 },
      signaling: { joinsPerMinute: 0, offersPerMinute: 0, requestsPerMinute: 0 },
    }),
  ],
})
class BenchModule {}

const app = await NestFactory.create<NestExpressApplication>(BenchModule, {
  logger: ['error', 'warn'],
  bodyParser: false,
});
await app.listen(0, '127.0.0.1');
await app.get(ReactorService).whenLoaded();
const { port } = app.getHttpServer().address() as { port: number };

const delay = monitorEventLoopDelay({ resolution: 1 });
let cpuSeconds = usedCpuSeconds();
let startedMs = performance.now();

process.on('message', (message) => {
  if (message === 'start') {
    delay.enable();
    delay.reset();
    cpuSeconds = usedCpuSeconds();
    startedMs = performance.now();
  } else if (message === 'stop') {
    const used = usedCpuSeconds() - cpuSeconds;
    const figures: ServerFigures = {
      cpuSecondsPerSecond: (1_000 * used) / (performance.now() - startedMs),
      loopDelayP50Ms: delay.percentile(50) / 1e6,
      loopDelayP99Ms: delay.percentile(99) / 1e6,
      rssMb: (process.memoryUsage.rss() + sum(workers().map(residentBytes))) / 2 ** 20,
    };
    process.send?.(figures);
  } else {
    void app.close().then(() => process.exit(0));
  }
});
process.send?.({ url: `http://127.0.0.1:${port}` });

/** Worker processes, as Linux lists them. */
function workers(): string[] {
  return readdirSync('/proc/self/task').flatMap((task) => {
    const children = readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim();
    return children === '' ? [] : children.split(' ');
  });
}

function usedCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  // Fields 14 and 15, in ticks; the second one may contain spaces, and ends with a bracket.
  const ofWorkers = workers().map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  });
  return (user + system) / 1e6 + sum(ofWorkers);
}

function residentBytes(pid: string): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
