import { MessageChannel, type TransferListItem } from 'node:worker_threads';
import type { ModelContract } from '../contract/index.js';
import type { GuestLine, GuestLineEvents, GuestMessage, HostMessage } from './inference.messages.js';
import { DEFAULT_INFERENCE_OPTIONS, type InferenceOptions } from './inference.options.js';
import { ModelGuest } from './model-guest.js';
import { PortModelHost } from './port-model-host.js';

/**
 * Runs a model on the server's own thread, with the same messages and the same transfers as in a worker. For tests: a
 * model that is busy keeps the server from answering, and one that never stops cannot be terminated.
 */
export class InlineModelHost extends PortModelHost {
  constructor(contract: ModelContract, options: InferenceOptions = DEFAULT_INFERENCE_OPTIONS) {
    super(contract, options);
  }

  protected open(events: GuestLineEvents): GuestLine {
    const { port1: mine, port2: theirs } = new MessageChannel();
    const guest = new ModelGuest(
      { post: (message, transfer = []) => theirs.postMessage(message, transfer as TransferListItem[]) },
      this.contract,
    );
    theirs.on('message', (message: HostMessage) => guest.handle(message));
    mine.on('message', (message: GuestMessage) => events.message(message));
    mine.on('close', () => events.ended('its channel was closed'));
    return {
      post: (message, transfer = []) => mine.postMessage(message, transfer as TransferListItem[]),
      terminate: async () => mine.close(),
    };
  }
}
