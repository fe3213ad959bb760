import { parentPort, workerData } from 'node:worker_threads';
import { loadFanout, warmUp } from '@nestjs-reactor/fanout';
import { Hub } from './hub.js';
import type { HubCommand, HubReport, HubSetup } from './messages.js';

if (parentPort !== null) {
  const port = parentPort;
  const report = (message: HubReport, moved: readonly ArrayBuffer[] = []): void => port.postMessage(message, moved);
  // Messages that arrive before are queued by the port until somebody listens.
  const hub = new Hub(await loadFanout(), workerData as HubSetup, report);
  port.on('message', (command: HubCommand) => {
    hub.handle(command);
    if (command.type === 'close') port.close();
  });
  report({ type: 'ready' });
  // An engine of its own, so that viewers are served meanwhile; the compiled code is shared. What fails here fails for a viewer too.
  void loadFanout()
    .then(warmUp)
    .catch(() => undefined);
}
