interface Waiter<T> {
  readonly offer: (item: T) => boolean;
  readonly fail: (error: Error) => void;
}

/** Items that arrive one by one, and the callers that wait for some of them. */
export class Arrivals<T> {
  private readonly waiters = new Set<Waiter<T>>();
  private ended: Error | undefined;

  tell(item: T): void {
    for (const waiter of this.waiters) if (waiter.offer(item)) this.waiters.delete(waiter);
  }

  /** Nothing will arrive any more: pending and later waits reject with the reason. */
  end(error: Error): void {
    this.ended ??= error;
    for (const waiter of this.waiters) waiter.fail(error);
    this.waiters.clear();
  }

  /**
   * Resolves with the first defined result of `pick` for the items that arrive from now on.
   *
   * @param what is waited for, for the error when it does not arrive in time
   */
  wait<U>(what: string, timeoutMs: number, pick: (item: T) => U | undefined): Promise<U> {
    if (this.ended !== undefined) return Promise.reject(this.ended);
    return new Promise<U>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        reject(new Error(`waited ${timeoutMs} ms for ${what}`));
      }, timeoutMs);
      const waiter: Waiter<T> = {
        offer: (item) => {
          const picked = pick(item);
          if (picked === undefined) return false;
          clearTimeout(timer);
          resolve(picked);
          return true;
        },
        fail: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      this.waiters.add(waiter);
    });
  }
}
