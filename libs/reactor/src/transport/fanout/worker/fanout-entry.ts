import { parentPort, workerData } from 'node:worker_threads';
import { loadFanout } from '@nestjs-reactor/fanout';
import { Hub } from './hub.js';
import type { HubCommand, HubReport, HubSetup } from './messages.js';

if (parentPort !== null) {
  const port = parentPort;
  const report = (message: HubReport): void => port.postMessage(message, []);
  // Messages that arrive before are queued by the port until somebody listens.
  const hub = new Hub(await loadFanout(), workerData as HubSetup, report);
  port.on('message', (command: HubCommand) => {
    hub.handle(command);
    if (command.type === 'close') port.close();
  });
  report({ type: 'ready' });
}
