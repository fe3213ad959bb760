import 'reflect-metadata';
import { parentPort, type TransferListItem } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import type { HostChannel, HostMessage } from '../protocol/worker-messages.js';
import { WorkerModelRunner } from './worker-model-runner.js';
import { ChannelLogger } from './channel-logger.js';

/** A worker thread's whole program: one guest that communicates with the thread that started it. */
if (parentPort === null) throw new Error('worker-entry.js runs only in a worker thread; create a ThreadModelHost');
const server = parentPort;
const port: HostChannel = {
  post: (message, transfer = []) => server.postMessage(message, transfer as TransferListItem[]),
};
const guest = new WorkerModelRunner(port);
Logger.overrideLogger(new ChannelLogger(port, () => guest.sessionId));
server.on('message', (message: HostMessage) => guest.handle(message));
