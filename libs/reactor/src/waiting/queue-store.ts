import { Inject, Injectable } from '@nestjs/common';
import { VisitorQueue } from './queue/visitor-queue.js';
import { WAITING_OPTIONS, type WaitingOptions } from './waiting.options.js';

/** Where the queues are kept, one for each model: in this process, or where several machines reach them. */
export abstract class QueueStore {
  /**
   * Changes a queue as one step that no other change comes between.
   *
   * @param change of the queue as it is at this moment, on the store's clock, in milliseconds; a store that was overtaken by
   * another machine calls it again
   */
  abstract change<T>(model: string, change: (queue: VisitorQueue, nowMs: number) => T): Promise<T>;

  /** Reads a queue as it is at this moment. */
  abstract read<T>(model: string, read: (queue: VisitorQueue, nowMs: number) => T): Promise<T>;

  /**
   * Calls back, with the model's name, after each change, of whatever machine. A listener must not throw.
   *
   * @returns the function that ends the subscription
   */
  abstract onChange(listener: (model: string) => void): () => void;

  /** Milliseconds to add to a time of the store's clock for one of `performance.now()` of this process. */
  abstract get clockOffsetMs(): number;
}

/** The queues of one process. */
@Injectable()
export class LocalQueueStore extends QueueStore {
  readonly clockOffsetMs = 0;
  private readonly queues = new Map<string, VisitorQueue>();
  private readonly listeners = new Set<(model: string) => void>();

  constructor(@Inject(WAITING_OPTIONS) private readonly options: WaitingOptions) {
    super();
  }

  /** Done when it returns; only the result is handed over later. */
  async change<T>(model: string, change: (queue: VisitorQueue, nowMs: number) => T): Promise<T> {
    const result = change(this.queueOf(model), performance.now());
    for (const listener of this.listeners) listener(model);
    return result;
  }

  async read<T>(model: string, read: (queue: VisitorQueue, nowMs: number) => T): Promise<T> {
    return read(this.queueOf(model), performance.now());
  }

  onChange(listener: (model: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private queueOf(model: string): VisitorQueue {
    const queue = this.queues.get(model) ?? new VisitorQueue(this.options);
    this.queues.set(model, queue);
    return queue;
  }
}
