/** A promise that somebody else settles; the first word counts. One that nobody awaits may be rejected all the same. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(() => undefined);
  }

  /** The promise, rejected with `error()` when it is not settled in time. @param limitMs zero waits for ever */
  async within(limitMs: number, error: () => unknown): Promise<T> {
    const timer = limitMs > 0 ? setTimeout(() => this.reject(error()), limitMs) : undefined;
    try {
      return await this.promise;
    } finally {
      clearTimeout(timer);
    }
  }
}
