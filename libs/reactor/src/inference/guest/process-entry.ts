import 'reflect-metadata';
import { Socket } from 'node:net';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import { MESSAGES_FD } from '../protocol/process-pipes.js';
import { ChannelLogger } from './channel-logger.js';
import { markModelWorker } from './model-worker.js';
import { PipeChannel } from './pipe-channel.js';
import { WorkerModelRunner } from './worker-model-runner.js';

/** A worker process's whole program: one model, that communicates with the server that started it. */

// Ctrl-C goes to the server as well, which ends this process after its cleanup.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) process.on(signal, () => undefined);

const [, , model] = process.argv;
if (model === undefined)
  throw new Error('process-entry.js is started by the server; choose inference.isolation: process');
markModelWorker(model);

new Worker(new URL('./server-watch.js', import.meta.url), { name: 'server watch', execArgv: [] }).unref();

/** Without finalizers of native code, which may hang. */
function end(cause: string): void {
  console.error(`the worker of ${model} ends: ${cause}`);
  process.kill(process.pid, 'SIGKILL');
}

const channel = new PipeChannel(new Socket({ fd: MESSAGES_FD, readable: true, writable: true }), end);
const runner = new WorkerModelRunner(channel, undefined, () => process.memoryUsage.rss());
Logger.overrideLogger(new ChannelLogger(channel, () => runner.sessionId));
channel.listen((message) => runner.handle(message));
