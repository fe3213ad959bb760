import 'reflect-metadata';
import { parentPort } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import type { HostChannel } from '../protocol/channels.js';
import type { HostMessage } from '../protocol/host-messages.js';
import { transferring } from '../protocol/transfer-list.js';
import { WorkerModelRunner } from './worker-model-runner.js';
import { ChannelLogger } from './channel-logger.js';

/** A worker thread's whole program: one guest that communicates with the thread that started it. */
if (parentPort === null) throw new Error('worker-entry.js runs only in a worker thread; create a ThreadModelHost');
const server = parentPort;
const port: HostChannel = {
  post: (message) => server.postMessage(message, transferring(message)),
};
const guest = new WorkerModelRunner(port);
Logger.overrideLogger(new ChannelLogger(port, () => guest.sessionId));
server.on('message', (message: HostMessage) => guest.handle(message));
