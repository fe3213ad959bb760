import { randomBytes } from 'node:crypto';
import { ReactorError } from '../../errors/index.js';

/** How long a client may take to open its media socket, in milliseconds. */
const VALID_MS = 10_000;

/** What a ticket is good for. */
export interface Ticketed<T> {
  readonly take: T;
  /** It was not redeemed in time. */
  readonly expired: () => void;
}

/**
 * Tickets that are good once and for ten seconds: who may join a session has shown that on its signalling socket, and has
 * nothing else to show when it opens another one. Each is an unguessable text.
 */
export class StreamTickets<T> {
  private readonly open = new Map<string, { readonly take: T; readonly timer: NodeJS.Timeout }>();

  issue({ take, expired }: Ticketed<T>): string {
    const ticket = randomBytes(24).toString('base64url');
    const timer = setTimeout(() => {
      this.open.delete(ticket);
      expired();
    }, VALID_MS);
    timer.unref();
    this.open.set(ticket, { take, timer });
    return ticket;
  }

  /** Throws `unauthorized` for one that is not good, or not any more. */
  redeem(ticket: string | undefined): T {
    const found = ticket === undefined ? undefined : this.open.get(ticket);
    if (ticket === undefined || found === undefined) {
      throw new ReactorError(
        'unauthorized',
        `the ticket is unknown, used or older than ${VALID_MS / 1_000} s; send {"type":"stream"} for another`,
      );
    }
    clearTimeout(found.timer);
    this.open.delete(ticket);
    return found.take;
  }
}
