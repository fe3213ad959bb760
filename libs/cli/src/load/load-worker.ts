import { parentPort, workerData } from 'node:worker_threads';
import type { LoadOptions } from './load-options.js';
import { ViewerGroup } from './viewer-group.js';

/** What a thread of viewers is given. */
export interface GroupTask {
  readonly options: LoadOptions;
  /** Of the viewers in this thread. */
  readonly numbers: readonly number[];
}

/** One thread of viewers: they join at once, and start and stop to measure when they are asked to. */
const { options, numbers } = workerData as GroupTask;
const group = await ViewerGroup.create(options);
parentPort!.on('message', (message: 'start' | 'stop') => {
  if (message === 'start') group.start();
  else parentPort!.postMessage(group.stop(), []);
});
await group.join(numbers);
parentPort!.postMessage('joined', []);
