import { type ReadonlySignal, signal } from '@preact/signals';
import type { Connection, SessionLimit } from '@nestjs-reactor/client';

const NONE: SessionLimit = { endsAtMs: undefined, waiting: 0 };

/** When the session that the page is in ends because others wait. */
export class TimeLeft {
  private readonly current = signal(NONE);
  private unfollow: () => void = () => {};

  get limit(): ReadonlySignal<SessionLimit> {
    return this.current;
  }

  follow({ timeLimit }: Pick<Connection, 'timeLimit'>): void {
    this.unfollow();
    this.current.value = timeLimit.value;
    this.unfollow = timeLimit.subscribe((limit) => (this.current.value = limit));
  }

  leave(): void {
    this.unfollow();
    this.current.value = NONE;
  }
}
