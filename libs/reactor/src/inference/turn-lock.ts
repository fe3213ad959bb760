import { AsyncLocalStorage } from 'node:async_hooks';

/** One turn of the model: it holds the lock but for the time that it is parked. */
class Turn {
  parked = 0;
  ended = false;
}

/** Hears when a turn has the lock, and when it lets go of it: at its end, or while it waits for input. */
export interface TurnListener {
  turning(): void;
  resting(): void;
}

/**
 * Lets one thing at a time touch the model: a turn of its generator, a command, a hook, in the order they asked.
 *
 * A turn that waits for a camera would keep everybody else out for as long as no frame comes. So such a wait goes
 * through `park`, which lets go of the lock meanwhile: to commands, a parked turn is like the gap between two turns.
 */
export class TurnLock {
  private readonly waiting: (() => void)[] = [];
  private readonly current = new AsyncLocalStorage<Turn>();
  private held = false;
  private parkedTurns = 0;

  constructor(private readonly listener?: TurnListener) {}

  /** A turn is under way and waits for input. */
  get parked(): boolean {
    return this.parkedTurns > 0;
  }

  /** Runs a command or a hook with the lock held. */
  async run<T>(task: () => T | Promise<T>): Promise<T> {
    await this.acquire();
    try {
      return await task();
    } finally {
      this.release();
    }
  }

  /** Runs one turn with the lock held; what it waits for by `park` lets others in. */
  async turn<T>(task: () => T | Promise<T>): Promise<T> {
    const turn = new Turn();
    await this.acquire();
    this.listener?.turning();
    try {
      return await this.current.run(turn, task);
    } finally {
      turn.ended = true;
      // A turn may end with a read that nobody awaited still pending: it does not hold the lock then.
      if (turn.parked > 0) this.parkedTurns--;
      else this.rest();
    }
  }

  /**
   * Waits without keeping others out. Outside of a turn it only waits: a handler keeps the lock.
   *
   * Several waits of one turn side by side free the lock until the last of them is over.
   */
  async park<T>(wait: () => Promise<T>): Promise<T> {
    const turn = this.current.getStore();
    if (turn === undefined || turn.ended) return await wait();
    if (turn.parked++ === 0) {
      this.parkedTurns++;
      this.rest();
    }
    try {
      return await wait();
    } finally {
      await this.unpark(turn);
    }
  }

  private async unpark(turn: Turn): Promise<void> {
    if (turn.ended) return;
    if (turn.parked === 1) await this.acquire();
    else {
      turn.parked--;
      return;
    }
    turn.parked--;
    // While this one waited for the lock the turn ended, or parked once more.
    if (turn.ended || turn.parked > 0) this.release();
    else {
      this.parkedTurns--;
      this.listener?.turning();
    }
  }

  private rest(): void {
    this.listener?.resting();
    this.release();
  }

  private acquire(): Promise<void> {
    if (!this.held) {
      this.held = true;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private release(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.held = false;
    else next();
  }
}
