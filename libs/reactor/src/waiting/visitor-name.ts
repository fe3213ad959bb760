const PREFIX = 'ticket ';

/** The name of a visitor as a person in a session, by the ticket that is shown. */
export function visitorOf(ticket: string): string {
  return PREFIX + ticket;
}

/** The ticket of a visitor; undefined: the session was started without one. */
export function ticketOf(visitor: string | undefined): string | undefined {
  return visitor?.startsWith(PREFIX) === true ? visitor.slice(PREFIX.length) : undefined;
}
