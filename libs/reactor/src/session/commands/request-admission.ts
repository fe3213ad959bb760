import { ReactorError } from '../../errors/index.js';
import { checkPermission, type Wanted } from '../access/permission.js';
import type { Seats } from '../access/seats.js';
import type { Participant } from '../connection/participant.js';
import type { SessionOptions } from '../lifecycle/session.options.js';

/**
 * The one way into a session for the requests of its clients, over data channels and sockets: what each may do, how often
 * it may ask, and how many of its commands, and of all clients', may be pending.
 */
export class RequestAdmission {
  private waiting = 0;

  /** @param model its name */
  constructor(
    private readonly model: string,
    private readonly options: SessionOptions,
    private readonly seats: Pick<Seats, 'act'>,
  ) {}

  /**
   * Admits one request that controls the model, which counts as pending until the returned function is called. Throws what
   * `admit` throws, `not_in_control`, or `queue_full`.
   */
  enter(client: Participant, wanted: Wanted): () => void {
    this.admit(client, wanted);
    this.seats.act(client.id);
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

  /** Admits one request that is done at once. Throws `rate_limited`, `unauthorized` or `forbidden`. */
  admit(client: Participant, wanted: Wanted): void {
    this.pace(client);
    checkPermission(client.principal, { ...wanted, model: this.model });
  }

  /** Counts one second's commands against the client's rate: the rules of one of its commands took all their time. */
  charge(client: Participant): void {
    client.requests.charge(this.options.commandsPerSecond);
  }

  /** Refused requests count too. */
  private pace(client: Participant): void {
    const retryAfterMs = client.requests.take();
    if (retryAfterMs === 0) return;
    throw new ReactorError(
      'rate_limited',
      `a client may send ${this.options.commandsPerSecond} commands and other requests a second; try again in ${retryAfterMs} ms`,
      { retryAfterMs },
    );
  }
}
