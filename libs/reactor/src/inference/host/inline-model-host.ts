import { MessageChannel } from 'node:worker_threads';
import type { ModelContract } from '../../contract/index.js';
import type { WorkerChannel, WorkerChannelEvents } from '../protocol/channels.js';
import type { HostMessage } from '../protocol/host-messages.js';
import { transferring } from '../protocol/transfer-list.js';
import { receiveChecked } from './receive-checked.js';
import { DEFAULT_INFERENCE_OPTIONS, type InferenceOptions } from './inference.options.js';
import { WorkerModelRunner } from '../guest/worker-model-runner.js';
import { ChannelModelHost } from './channel-model-host.js';

/**
 * Runs a model on the server's own thread, with the same messages and the same transfers as in a worker. For tests: a
 * model that is busy keeps the server from answering, and one that never stops cannot be terminated.
 */
export class InlineModelHost extends ChannelModelHost {
  constructor(contract: ModelContract, options: InferenceOptions = DEFAULT_INFERENCE_OPTIONS) {
    super(contract, options);
  }

  protected open(events: WorkerChannelEvents): WorkerChannel {
    const { port1: mine, port2: theirs } = new MessageChannel();
    const guest = new WorkerModelRunner(
      { post: (message) => theirs.postMessage(message, transferring(message)) },
      this.contract,
    );
    theirs.on('message', (message: HostMessage) => guest.handle(message));
    mine.on('message', (message: unknown) => receiveChecked(message, events));
    mine.on('close', () => events.ended('its channel was closed'));
    return {
      post: (message) => mine.postMessage(message, transferring(message)),
      terminate: async () => mine.close(),
    };
  }
}
