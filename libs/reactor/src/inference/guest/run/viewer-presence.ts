import type { Presence } from '../../../authoring/index.js';
import { ReactorError } from '../../../errors/index.js';
import { Deferred } from '../../host/deferred.js';
import type { WorkTimer } from './work-timer.js';

/** The runtime's side of a model's `connected`. */
export class ViewerPresence implements Presence {
  private present = false;
  private opening = new Deferred<void>();

  /** @param signal aborted when the worker is to end */
  constructor(
    private readonly signal: AbortSignal,
    private readonly work: WorkTimer,
  ) {
    signal.addEventListener('abort', () => this.opening.reject(shuttingDown()));
  }

  get isSet(): boolean {
    return this.present;
  }

  async wait(): Promise<void> {
    do {
      if (this.signal.aborted) throw shuttingDown();
      // A loop that has nothing else to wait for must not keep its thread from processing messages.
      await this.work.wait<unknown>(() =>
        this.present ? new Promise((resolve) => setImmediate(resolve)) : this.opening.promise,
      );
    } while (!this.present);
  }

  set(present: boolean): void {
    if (present === this.present) return;
    this.present = present;
    if (present) this.opening.resolve();
    else if (!this.signal.aborted) this.opening = new Deferred();
  }
}

/** Error that the waits of a looping model reject with when its worker ends. */
export function shuttingDown(): ReactorError {
  return new ReactorError('shutting_down', 'the worker is shutting down; let the error propagate to end run()');
}
