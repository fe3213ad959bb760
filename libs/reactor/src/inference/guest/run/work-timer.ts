import { AsyncLocalStorage } from 'node:async_hooks';

/** One flow of the author's code: a turn, or a loop from one emission to the next. Times are monotonic milliseconds. */
class Flow {
  startedMs = performance.now();
  waitedMs = 0;
  waits = 0;
  waitSinceMs = 0;
}

/**
 * Measures how long a model works. The time in which it waits for the runtime (input, viewers) is not counted: it does
 * not show how fast the model is.
 *
 * It follows the flow across its awaits, so that a command handler's waits meanwhile do not count as the model's.
 * Computation while one of the flow's own reads is pending counts as waiting.
 */
export class WorkTimer {
  private readonly current = new AsyncLocalStorage<Flow>();

  /** Runs one flow; its time starts now. */
  measure<T>(task: () => T): T {
    return this.current.run(new Flow(), task);
  }

  /** Waits; the time is not counted as work of the calling flow. Concurrent waits count once. */
  async wait<T>(wait: () => Promise<T>): Promise<T> {
    const flow = this.current.getStore();
    if (flow === undefined) return await wait();
    if (flow.waits++ === 0) flow.waitSinceMs = performance.now();
    try {
      return await wait();
    } finally {
      if (--flow.waits === 0) flow.waitedMs += performance.now() - flow.waitSinceMs;
    }
  }

  /** Work of the calling flow so far, in milliseconds; undefined outside one. */
  get workedMs(): number | undefined {
    const flow = this.current.getStore();
    if (flow === undefined) return undefined;
    const now = performance.now();
    return now - flow.startedMs - flow.waitedMs - (flow.waits > 0 ? now - flow.waitSinceMs : 0);
  }

  /** Restarts the time of the calling flow. */
  restart(): void {
    const flow = this.current.getStore();
    if (flow === undefined) return;
    flow.startedMs = performance.now();
    flow.waitedMs = 0;
    flow.waitSinceMs = flow.startedMs;
  }
}
