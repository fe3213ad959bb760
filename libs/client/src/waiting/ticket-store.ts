/** Where a visitor's ticket of the waiting room is kept, so that a reload and a second tab have the same place. */
export interface TicketStore {
  get(): string | undefined;
  set(ticket: string): void;
}

/** As long as its owner. */
export function keptTicket(): TicketStore {
  let kept: string | undefined;
  return { get: () => kept, set: (ticket) => (kept = ticket) };
}

/** In the browser's storage; where a page may not use it, as long as the page. */
export function browserTickets(key: string): TicketStore {
  const page = keptTicket();
  return {
    get: () => {
      try {
        return localStorage.getItem(key) ?? page.get();
      } catch {
        return page.get();
      }
    },
    set: (ticket) => {
      page.set(ticket);
      try {
        localStorage.setItem(key, ticket);
      } catch {
        // The tab has a place of its own then.
      }
    },
  };
}
