import { TokenBucket } from '../../limits/token-bucket.js';
import type { WorkerChannel, WorkerChannelEvents } from '../protocol/channels.js';
import type { HostMessage } from '../protocol/host-messages.js';
import { MAX_MESSAGES_PER_SECOND } from '../protocol/protocol-limits.js';
import type { WorkerMessage } from '../protocol/worker-messages.js';

export interface WorkerConnectionEvents {
  message(message: WorkerMessage): void;
  /** The worker has ended, or does not keep to the protocol. Emitted at most once. */
  lost(cause: string): void;
}

/** A host's connection to one worker. It has no events any more when the host has given the worker up. */
export class WorkerConnection {
  private readonly channel: WorkerChannel;
  private readonly rate = new TokenBucket(MAX_MESSAGES_PER_SECOND, 2 * MAX_MESSAGES_PER_SECOND);
  private over = false;

  /** Throws what `open` does. */
  constructor(
    open: (events: WorkerChannelEvents) => WorkerChannel,
    private readonly events: WorkerConnectionEvents,
  ) {
    this.channel = open({
      message: (message) => this.receive(message),
      failed: (cause) => this.lose(cause),
      ended: (cause) => this.lose(cause),
    });
  }

  post(message: HostMessage): void {
    this.channel.post(message);
  }

  /** Resolves when the worker has ended. */
  async terminate(): Promise<void> {
    this.over = true;
    await this.channel.terminate();
  }

  private receive(message: WorkerMessage): void {
    if (this.over) return;
    if (this.rate.take() > 0) this.lose(`it sent more than ${MAX_MESSAGES_PER_SECOND} messages a second`);
    else this.events.message(message);
  }

  private lose(cause: string): void {
    if (this.over) return;
    this.over = true;
    this.events.lost(cause);
  }
}
