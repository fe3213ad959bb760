import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type ModelHost,
  ModelHostFactory,
  type ModelHostListener,
  modelSourceOf,
  pythonModel,
  ReactorModule,
  readModelContract,
} from '@nestjs-reactor/core';
import { Frames } from './frames.model.js';

/** Where the model runs, and what it emits. */
export interface InferenceJob {
  readonly where: 'thread' | 'process' | 'python';
  readonly format: 'rgb' | 'i420';
  readonly width: number;
  readonly height: number;
  readonly frames: number;
}

/** Between two frames that are shown. */
const TICK_MS = 1000 / 30;

/** Frames before it is measured: buffers and code are warm then. */
const WARM_FRAMES = 15;

@Module({ imports: [ReactorModule.forRoot({ models: [Frames] })] })
class InferenceModule {}

const app = await NestFactory.create(InferenceModule, { logger: ['error'], bodyParser: false });
await app.init();
const hosts = app.get<ModelHostFactory>(ModelHostFactory);

/** A host's server side that shows a frame at each tick, and notes how long each took from the model to here. */
class Server implements ModelHostListener {
  readonly tookMs: number[] = [];
  private seen = 0;

  constructor(
    private readonly host: ModelHost,
    private readonly size: number,
  ) {}

  onMedia({ bundles, timing }: Parameters<ModelHostListener['onMedia']>[0]): void {
    const nowMs = Number(process.hrtime.bigint()) / 1e6;
    for (const bundle of bundles) {
      const isWanted = bundle.video['main_video']?.width === this.size;
      if (isWanted && this.seen++ >= WARM_FRAMES) this.tookMs.push(timing!.convertMs + nowMs - timing!.sentMs);
      setTimeout(() => {
        this.host.release(bundle);
        this.host.grant(1);
      }, TICK_MS);
    }
  }
  onLost({ message }: { message: string }): void {
    throw new Error(message);
  }
  onSessionFailed({ message }: { message: string }): void {
    throw new Error(message);
  }
  onManifest(): void {}
  onMessage(): void {}
  onInputs(): void {}
  onPlayout(): void {}
  onStats(): void {}
  onWorkAge(): void {}
  onLateMedia(): void {}
}

function hostOf(where: InferenceJob['where']): ModelHost {
  if (where !== 'python') return hosts.create({ ...modelSourceOf(readModelContract(Frames)), isolation: where });
  const cwd = fileURLToPath(new URL('../../../bench/inference', import.meta.url));
  return hosts.create(pythonModel({ entry: 'frames:Frames', cwd }).source);
}

/** @returns milliseconds of each frame, from the `yield` of the model to the server's thread */
async function run({ where, format, width, height, frames }: InferenceJob): Promise<number[]> {
  const host = hostOf(where);
  const server = new Server(host, width);
  host.attach(server);
  await host.start();
  await host.beginSession('bench');
  for (const [name, value] of Object.entries({ width, height, format })) {
    const command = { name: `set_${name}`, args: { [name]: value }, uploads: {} };
    const outcome = await host.command({ clientId: 1, command, files: {} });
    if (!outcome.ok) throw new Error(outcome.message);
  }
  host.connect({ id: 1, joinedAtMs: performance.now() });
  while (server.tookMs.length < frames) await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  await host.endSession('it is measured');
  await host.close();
  return server.tookMs;
}

/** The least that could be: the bytes of one picture, copied once. @returns milliseconds of each copy */
async function copy({ width, height, frames }: InferenceJob): Promise<number[]> {
  const [from, to] = [new Uint8Array(1.5 * width * height), new Uint8Array(1.5 * width * height)];
  const tookMs: number[] = [];
  for (let i = 0; i < frames + WARM_FRAMES; i++) {
    await new Promise((resolve) => setTimeout(resolve, TICK_MS / 4));
    from.fill(i);
    const startedMs = performance.now();
    to.set(from);
    if (i >= WARM_FRAMES) tookMs.push(performance.now() - startedMs);
  }
  return tookMs;
}

process.on('message', (message: { readonly job: InferenceJob; readonly what: 'run' | 'copy' } | 'close') => {
  if (message === 'close') process.exit(0);
  void (message.what === 'run' ? run(message.job) : copy(message.job)).then((tookMs) => process.send!(tookMs));
});
process.send!('ready');
