import type { Principal } from '../../session/index.js';

/** Principals whose starts are remembered; beyond, the oldest is forgotten. */
const CAPACITY = 10_000;

/** How many sessions each principal with a limit has started over its life. */
export class StartCounts {
  private readonly counts = new Map<string, { readonly count: number; readonly untilMs: number }>();

  /** @param now milliseconds since the epoch */
  constructor(private readonly now: () => number = Date.now) {}

  of({ id }: Principal): number {
    return this.counts.get(id)?.count ?? 0;
  }

  add(principal: Principal | undefined): void {
    if (principal?.maxSessions === undefined) return;
    const { id, expiresAt } = principal;
    const count = this.of(principal) + 1;
    this.counts.delete(id);
    this.counts.set(id, { count, untilMs: expiresAt?.getTime() ?? Number.POSITIVE_INFINITY });
    this.forget();
  }

  private forget(): void {
    for (const [id, { untilMs }] of this.counts) {
      if (this.counts.size <= CAPACITY && untilMs > this.now()) break;
      this.counts.delete(id);
    }
  }
}
