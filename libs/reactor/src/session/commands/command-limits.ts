import { ReactorError } from '../../errors/index.js';
import type { Participant } from '../connection/participant.js';
import type { SessionOptions } from '../lifecycle/session.options.js';

/** Limits the commands of the clients of one session: rate and pending per client, and pending in total. */
export class CommandLimits {
  private waiting = 0;

  constructor(private readonly options: SessionOptions) {}

  /** Admits one request, which counts until the returned function is called. Throws `rate_limited` or `queue_full`. */
  enter(client: Participant): () => void {
    this.pace(client);
    const { maxQueuedCommands, maxQueuedCommandsTotal } = this.options;
    if (client.queuedCommands >= maxQueuedCommands) {
      throw new ReactorError(
        'queue_full',
        `${maxQueuedCommands} commands of this client are already queued; send fewer at once, or wait for replies`,
      );
    }
    if (this.waiting >= maxQueuedCommandsTotal) {
      throw new ReactorError(
        'queue_full',
        `${maxQueuedCommandsTotal} commands of all clients are already queued; try again when the model has caught up`,
      );
    }
    client.queuedCommands++;
    this.waiting++;
    return () => {
      client.queuedCommands--;
      this.waiting--;
    };
  }

  /** Counts one request against the client's rate only; a blocked client may send none. Throws `rate_limited`. */
  pace(client: Participant): void {
    const unheardMs = Math.ceil(client.unheardUntilMs - performance.now());
    if (unheardMs > 0) {
      throw new ReactorError(
        'rate_limited',
        `a command of this client took too long to check; send simpler values, in ${unheardMs} ms`,
        { retryAfterMs: unheardMs },
      );
    }
    const retryAfterMs = client.requests.take();
    if (retryAfterMs === 0) return;
    throw new ReactorError(
      'rate_limited',
      `a client may send ${this.options.commandsPerSecond} commands and other requests a second; try again in ${retryAfterMs} ms`,
      { retryAfterMs },
    );
  }
}
