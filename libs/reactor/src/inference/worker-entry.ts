import 'reflect-metadata';
import { parentPort, type TransferListItem } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import type { GuestPort, HostMessage } from './inference.messages.js';
import { ModelGuest } from './model-guest.js';
import { PortLogger } from './port-logger.js';

/** A worker thread's whole program: one guest that communicates with the thread that started it. */
if (parentPort === null) throw new Error('worker-entry.js runs only in a worker thread; create a WorkerModelHost');
const server = parentPort;
const port: GuestPort = {
  post: (message, transfer = []) => server.postMessage(message, transfer as TransferListItem[]),
};
const guest = new ModelGuest(port);
Logger.overrideLogger(new PortLogger(port, () => guest.sessionId));
server.on('message', (message: HostMessage) => guest.handle(message));
