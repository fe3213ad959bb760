import { AsyncLocalStorage } from 'node:async_hooks';

/** One turn of the model: it holds the lock except while parked. */
class Turn {
  parked = 0;
  ended = false;
}

/** Called when a turn acquires the lock, and when it releases it: at its end, or while it waits for input. */
export interface TurnListener {
  turning(): void;
  resting(): void;
}

/**
 * Serializes access to the model: a turn of its generator, a command, a hook, in the order of request.
 *
 * A turn that waits for a camera would block everything else until a frame arrives. So such a wait goes through `park`,
 * which releases the lock meanwhile: for commands, a parked turn is like the gap between two turns.
 */
export class TurnLock {
  private readonly waiting: (() => void)[] = [];
  private readonly current = new AsyncLocalStorage<Turn>();
  private held = false;
  private parkedTurns = 0;

  constructor(private readonly listener?: TurnListener) {}

  /** A turn is in progress and waits for input. */
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

  /**
   * Runs one turn with the lock held; its waits through `park` release it.
   *
   * @param starting called when it has the lock, before the listener
   */
  async turn<T>(task: () => T | Promise<T>, starting?: () => void): Promise<T> {
    const turn = new Turn();
    await this.acquire();
    starting?.();
    this.listener?.turning();
    try {
      return await this.current.run(turn, task);
    } finally {
      turn.ended = true;
      // A turn may end with an unawaited read still pending: it does not hold the lock then.
      if (turn.parked > 0) this.parkedTurns--;
      else this.rest();
    }
  }

  /**
   * Waits without holding the lock. Outside a turn it only waits: a handler keeps the lock.
   *
   * Several concurrent waits of one turn release the lock until the last of them is over.
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
