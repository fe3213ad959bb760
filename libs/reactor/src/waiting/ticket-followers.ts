import type { TicketView } from './queue/visitor-queue.js';

/** Expected waits are sent again when they differ by as much. */
const WAIT_STEP_MS = 10_000;

/** A ticket that ended so long ago that the queue has forgotten it. */
const GONE: TicketView = { stage: 'over', reason: 'gone' };

interface Follower {
  readonly send: (view: TicketView) => void;
  /** What it was sent last. */
  shown: string;
}

/** Pages of this process that show tickets, several for one where a visitor has several open. */
export class TicketFollowers {
  private readonly byModel = new Map<string, Map<string, Set<Follower>>>();

  /** Tickets that are shown, by model. */
  get all(): readonly (readonly [model: string, tickets: readonly string[]])[] {
    return [...this.byModel].map(([model, tickets]) => [model, [...tickets.keys()]]);
  }

  has(model: string, ticket: string): boolean {
    return this.byModel.get(model)?.has(ticket) === true;
  }

  /** @returns the function that removes it */
  add(model: string, ticket: string, shown: TicketView, send: (view: TicketView) => void): () => void {
    const tickets = this.byModel.get(model) ?? new Map<string, Set<Follower>>();
    const followers = tickets.get(ticket) ?? new Set<Follower>();
    const follower = { send, shown: keyOf(shown) };
    this.byModel.set(model, tickets.set(ticket, followers.add(follower)));
    return () => {
      followers.delete(follower);
      if (followers.size === 0 && tickets.get(ticket) === followers) tickets.delete(ticket);
    };
  }

  /** Sends to each what it has not been sent yet. Followers of a ticket that is over are removed. */
  inform(model: string, views: ReadonlyMap<string, TicketView>): void {
    const tickets = this.byModel.get(model) ?? [];
    for (const [ticket, followers] of tickets) {
      const view = views.get(ticket) ?? GONE;
      const key = keyOf(view);
      for (const follower of followers) {
        if (follower.shown === key) continue;
        follower.shown = key;
        follower.send(view);
      }
      if (view.stage === 'over') this.byModel.get(model)?.delete(ticket);
    }
  }
}

/** Views that a visitor need not see one after the other have the same. */
function keyOf(view: TicketView): string {
  switch (view.stage) {
    case 'waiting': {
      const { place, waiting, expectedWaitMs } = view;
      const wait = expectedWaitMs === undefined ? '' : Math.round(expectedWaitMs / WAIT_STEP_MS);
      return `waiting ${place} ${waiting} ${wait}`;
    }
    case 'called':
    case 'starting':
      return view.stage;
    case 'playing':
      return `playing ${view.sessionId}`;
    case 'over':
      return `over ${view.reason}`;
  }
}
