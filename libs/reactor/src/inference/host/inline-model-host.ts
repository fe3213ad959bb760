import { MessageChannel } from 'node:worker_threads';
import type { ModelContract } from '../../contract/binding/index.js';
import { ReactorError } from '../../errors/index.js';
import type { ModelSource } from '../../session/ports/index.js';
import type { WorkerChannel, WorkerChannelEvents } from '../protocol/channels.js';
import type { HostMessage } from '../protocol/host-messages.js';
import { transferring } from '../protocol/transfer-list.js';
import { receiveChecked } from './receive-checked.js';
import { DEFAULT_INFERENCE_OPTIONS, type HostOptions } from './inference.options.js';
import { WorkerModelRunner } from '../guest/worker-model-runner.js';
import { ChannelModelHost } from './channel-model-host.js';

/**
 * Runs a model on the server's own thread, with the same messages and the same transfers as in a worker. For tests: a
 * model that is busy keeps the server from answering, and one that never stops cannot be terminated.
 */
export class InlineModelHost extends ChannelModelHost {
  private readonly binding: ModelContract;

  /** Throws `bad_configuration` for a source without a binding. */
  constructor(source: ModelSource, options: HostOptions = DEFAULT_INFERENCE_OPTIONS, instance?: number) {
    super(source, options, instance);
    if (source.binding === undefined) {
      throw new ReactorError(
        'bad_configuration',
        `${source.className} cannot run on the server's own thread without its class; give its source a binding`,
      );
    }
    this.binding = source.binding;
  }

  protected open(events: WorkerChannelEvents): WorkerChannel {
    const { port1: mine, port2: theirs } = new MessageChannel();
    const guest = new WorkerModelRunner(
      { post: (message) => theirs.postMessage(message, transferring(message)) },
      this.binding,
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
